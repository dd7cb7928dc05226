// What wakes an operator: log events by the rules of alerts.json, what Meta is answered, and what Service Bus counts.
param location string
param tags object
param logsId string
param busNames array
param operatorEmail string

var rules = loadJsonContent('../alerts.json')
// Every line of ours is one JSON object in the message text; `event` is its name.
var logged = 'AppTraces | extend line = parse_json(Message) | extend event = tostring(line.event) | where isnotempty(event)'

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'operators'
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: operatorEmail, useCommonAlertSchema: true }]
  }
}

resource byLog 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in rules: {
  name: rule.name
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: rule.title
    description: rule.description
    severity: rule.severity
    enabled: true
    scopes: [logsId]
    evaluationFrequency: rule.frequency
    windowSize: rule.window
    criteria: {
      allOf: [
        {
          query: '${logged} ${join(rule.query, ' ')}'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    autoMitigate: true
    actions: { actionGroups: [operators.id] }
  }
}]

resource webhook 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'webhook-refuses'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'More than one in a hundred webhook calls is not answered with 200'
    description: 'Meta tries again for 36 hours, and switches webhooks off after an hour of failures. 401: a secret is wrong, or somebody knocks; 503: Service Bus does not take the messages.'
    severity: 1
    enabled: true
    scopes: [logsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      allOf: [
        {
          query: 'AppRequests | where Name == "webhook" or OperationName == "webhook" | summarize calls = count(), refused = countif(ResultCode != "200") | where calls >= 20 and refused * 100.0 / calls > 1'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    autoMitigate: true
    actions: { actionGroups: [operators.id] }
  }
}

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = [for name in busNames: { name: name }]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = [for (name, n) in busNames: {
  name: 'dead-letters-${n}'
  location: 'global'
  tags: tags
  properties: {
    description: 'A message could not be worked on, or lay for seven days. `python -m ops` and shop.poison_notes say which and why.'
    severity: 1
    enabled: true
    scopes: [bus[n].id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: operators.id }]
  }
}]

// An app that is down logs nothing, so what waits is counted where it waits.
resource waiting 'Microsoft.Insights/metricAlerts@2018-03-01' = [for (name, n) in busNames: {
  name: 'messages-wait-${n}'
  location: 'global'
  tags: tags
  properties: {
    description: 'In each of five minutes more than a hundred messages waited: nobody takes them, or too few do.'
    severity: 1
    enabled: true
    scopes: [bus[n].id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'active'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'ActiveMessages'
          timeAggregation: 'Minimum'
          operator: 'GreaterThan'
          threshold: 100
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: operators.id }]
  }
}]
