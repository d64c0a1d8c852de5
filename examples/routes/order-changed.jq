# A record of a DynamoDB stream, which EventBridge Pipes sends to the topic. The item has the
# number of an order as its key, and a version that grows with each change.
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
{entitySet: "new_orders", key: {new_ordernumber: .dynamodb.Keys.number.S}}
+ if .eventName == "REMOVE" then
    {operation: "delete"}
  else
    .dynamodb.NewImage as $item
    | {
        operation: "upsert",
        data: {
          new_name: $item.title.S,
          new_total: ($item.total.N | fromjson),
          new_ispaid: $item.paid.BOOL
        },
        sequence: {column: "new_sourceversion", value: ($item.version.N | fromjson)}
      }
  end
