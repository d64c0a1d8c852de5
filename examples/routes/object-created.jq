# An object of S3 becomes a note on an account. Its key begins with the number of the account:
# CT-1000/contract.pdf. Amazon EventBridge sends this event:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
(.detail.object.key | split("/")) as [$account, $file]
| if $file == null then error("expected a key such as CT-1000/contract.pdf") end
| {
    operation: "create", table: "annotation",
    values: {
      subject: $file,
      notetext: "s3://\(.detail.bucket.name)/\(.detail.object.key), \(.detail.object.size) bytes",
      objectid: {account: {accountnumber: $account}}
    }
  }
