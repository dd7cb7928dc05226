// One page of what happens: messages, answers and how long they took, what the guard refused, sends, tokens and money by shop.
param location string
param tags object
param logsId string

var charts = loadJsonContent('../workbook.json')
var logged = 'AppTraces | extend line = parse_json(Message) | extend event = tostring(line.event) | where isnotempty(event)'
var period = {
  type: 9
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        name: 'period'
        label: 'Period'
        type: 4
        isRequired: true
        value: { durationMs: 86400000 }
        typeSettings: {
          selectableValues: [{ durationMs: 3600000 }, { durationMs: 86400000 }, { durationMs: 604800000 }, { durationMs: 2592000000 }]
        }
      }
    ]
  }
  name: 'period'
}
var items = [for chart in charts: {
  type: 3
  name: chart.name
  customWidth: '50'
  content: {
    version: 'KqlItem/1.0'
    title: chart.title
    query: '${logged} ${join(chart.query, ' ')}'
    size: 0
    timeContextFromParameter: 'period'
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    visualization: chart.visualization
  }
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(logsId, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'IG-Shop-Agent'
    category: 'workbook'
    sourceId: logsId
    serializedData: string({ version: 'Notebook/1.0', items: concat([period], items) })
  }
}
