# The message is the input. $meta holds messageId, topicArn, publishTime, subject and attributes.
# The result is one operation, or a list of operations that are carried out together.
{
  operation: "upsert",
  entitySet: "contacts",
  key: {emailaddress1: .customer.email | ascii_downcase},
  values: {
    firstname: .customer.firstName,
    lastname: .customer.lastName,
    telephone1: .customer.phone
  }
}
