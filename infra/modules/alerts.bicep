// Who is told when something is wrong, and what counts as wrong. All but dead letters is read from the log's events, whose
// names docs/logs.md has; a rule fires when its query finds a row.
param location string
param tags object
param logsId string
param busIds string[]
param operatorEmail string

var logged = loadTextContent('../queries/logged.kql')
var answered = '${logged}${loadTextContent('../queries/answered.kql')}'
var rules = [
  {
    name: 'late'
    says: 'Messages wait for more than two minutes'
    severity: 1
    every: 'PT5M'
    query: '${logged}${loadTextContent('../queries/alert-late.kql')}'
  }
  {
    // Of those that nobody takes up, no line tells the age. A repeated delivery that the bus swallows is one, not two.
    name: 'stuck'
    says: 'Deliveries are accepted, and nobody takes them up'
    severity: 0
    every: 'PT15M'
    query: '${logged}${loadTextContent('../queries/alert-stuck.kql')}'
  }
  {
    name: 'slow'
    says: 'One answer of twenty takes more than 30 seconds'
    severity: 2
    every: 'PT15M'
    query: '${answered}${loadTextContent('../queries/alert-slow.kql')}'
  }
  {
    name: 'webhook'
    says: 'More than one delivery of a hundred is not answered with 200'
    severity: 1
    every: 'PT5M'
    query: '${logged}${loadTextContent('../queries/alert-webhook.kql')}'
  }
  {
    name: 'account'
    says: 'An account\'s token ends or is dead: its shop must connect again'
    severity: 2
    every: 'PT15M'
    query: '${logged}${loadTextContent('../queries/alert-account.kql')}'
  }
  {
    name: 'budget'
    says: 'A shop has spent four fifths of its budget, or all'
    severity: 3
    every: 'PT15M'
    query: '${logged}${loadTextContent('../queries/alert-budget.kql')}'
  }
  {
    name: 'model'
    says: 'The model is gone, refuses this app, or has no room (410, 401, 429)'
    severity: 1
    every: 'PT5M'
    query: '${logged}${loadTextContent('../queries/alert-model.kql')}'
  }
  {
    name: 'search'
    says: 'Four fifths of the places for search indexes are taken'
    severity: 3
    every: 'PT15M'
    query: '${logged}${loadTextContent('../queries/alert-search.kql')}'
  }
]

resource operator 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'operator'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'operator'
    emailReceivers: [{ name: 'operator', emailAddress: operatorEmail, useCommonAlertSchema: true }]
  }
}

resource rule 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for one in rules: {
  name: one.name
  location: location
  tags: tags
  properties: {
    displayName: one.says
    severity: one.severity
    enabled: true
    scopes: [logsId]
    evaluationFrequency: one.every
    windowSize: one.every
    criteria: {
      allOf: [
        {
          query: one.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    // The table is there once the first line has come, which is after the first deployment.
    skipQueryValidation: true
    autoMitigate: true
    actions: { actionGroups: [operator.id] }
  }
}]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = [for (bus, n) in busIds: {
  name: 'dead-letters-${n}'
  location: 'global'
  tags: tags
  properties: {
    description: 'A message cannot be worked on; shop.poison_notes says why'
    severity: 1
    enabled: true
    scopes: [bus]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead letters'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    autoMitigate: true
    actions: [{ actionGroupId: operator.id }]
  }
}]
