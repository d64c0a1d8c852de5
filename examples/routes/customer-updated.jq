# A CloudEvent in the JSON format. Its id becomes the correlation, by which the publisher
# recognises the outcome event.
# https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
{
  operation: "upsert",
  correlation: .id,
  table: "contact",
  key: {emailaddress1: .data.email | ascii_downcase},
  values: {firstname: .data.givenName, lastname: .data.familyName},
  unchanged: "skip"
}
