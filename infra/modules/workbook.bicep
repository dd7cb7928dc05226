// What happens, on one page: the log's events counted, answers and how long they took, sends, tokens and money by shop.
param location string
param tags object
param logsId string

var logged = loadTextContent('../queries/logged.kql')
var answered = '${logged}${loadTextContent('../queries/answered.kql')}'
var charts = [
  { title: 'Events', shown: 'timechart', query: '${logged}${loadTextContent('../queries/chart-events.kql')}' }
  { title: 'Answers', shown: 'timechart', query: '${logged}${loadTextContent('../queries/chart-answers.kql')}' }
  { title: 'Seconds to an answer', shown: 'timechart', query: '${answered}${loadTextContent('../queries/chart-time.kql')}' }
  { title: 'Turns by outcome', shown: 'table', query: '${logged}${loadTextContent('../queries/chart-outcomes.kql')}' }
  { title: 'Replies that the fact guard refused', shown: 'timechart', query: '${logged}${loadTextContent('../queries/chart-guard.kql')}' }
  { title: 'Sends by result', shown: 'table', query: '${logged}${loadTextContent('../queries/chart-sends.kql')}' }
  { title: 'Tokens and money by shop', shown: 'table', query: '${logged}${loadTextContent('../queries/chart-money.kql')}' }
]
var asked = {
  type: 9
  name: 'asked'
  content: {
    version: 'KqlParameterItem/1.0'
    parameters: [
      {
        version: 'KqlParameterItem/1.0'
        name: 'range'
        label: 'Time'
        type: 4
        isRequired: true
        value: { durationMs: 86400000 }
        typeSettings: { selectableValues: [{ durationMs: 3600000 }, { durationMs: 86400000 }, { durationMs: 604800000 }, { durationMs: 2592000000 }] }
      }
    ]
  }
}
var shown = [for chart in charts: {
  type: 3
  name: chart.title
  content: {
    version: 'KqlItem/1.0'
    title: chart.title
    query: chart.query
    size: 0
    queryType: 0
    resourceType: 'microsoft.operationalinsights/workspaces'
    crossComponentResources: [logsId]
    timeContextFromParameter: 'range'
    visualization: chart.shown
  }
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'IG-Shop-Agent'
    category: 'workbook'
    sourceId: logsId
    serializedData: string({ version: 'Notebook/1.0', items: concat([asked], shown) })
  }
}

output id string = workbook.id
