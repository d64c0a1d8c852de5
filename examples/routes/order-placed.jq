# An order of the shop becomes an account, a contact, an order and its lines. Dataverse carries
# out all of them or none. The creates of the order and its lines have ids that follow from the
# message, so a second delivery makes no second order.
[
  {
    operation: "upsert", contentId: "account", table: "account",
    key: {accountnumber: .customer.number},
    values: {name: .customer.company}
  },
  {
    operation: "upsert", contentId: "contact", table: "contact",
    key: {emailaddress1: .customer.email | ascii_downcase},
    values: {firstname: .customer.firstName, lastname: .customer.lastName, parentcustomerid: "$account"}
  },
  {
    operation: "create", contentId: "order", table: "salesorder",
    values: {
      name: "Order \(.orderId)",
      customerid: "$account",
      shippingmethodcode: .shipping,
      transactioncurrencyid: {transactioncurrency: {isocurrencycode: .currency}}
    }
  },
  (.lines[] | {
    operation: "create", contentId: "line_\(.number)", table: "salesorderdetail",
    values: {
      salesorderid: "$order",
      isproductoverridden: true,
      productdescription: .title,
      quantity: .quantity,
      priceperunit: .unitPrice
    }
  })
]
