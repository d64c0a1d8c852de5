# A refund of the shop becomes a case of the customer's account, with a note for each line of each
# parcel. The event may leave out the reason, the parcels, and the title of a line. jq gives null
# for such a field, and null would clear a column, so "present" leaves the column out.
def present: with_entries(select(.value != null));
if .customer.number == null then error("expected a customer with a number") end
| [
    {
      operation: "create", contentId: "refund", table: "incident",
      values: ({
        title: "Refund \(.refundId)",
        customerid: {account: {accountnumber: .customer.number}},
        description: .reason
      } | present)
    },
    (.parcels[]? | .id as $parcel | .lines[]? | {
      operation: "create", contentId: "line_\($parcel)_\(.number)", table: "annotation",
      values: {
        objectid: "$refund",
        subject: (.title // .sku),
        notetext: "\(.quantity) of \(.sku), \(.amount) back"
      }
    })
  ]
