// Package emulator emulates the three services that a client of Dataverse uses: the
// Dataverse Web API, the token endpoint of Microsoft Entra ID, and GetSecretValue of AWS
// Secrets Manager. It keeps rows in memory; [Emulator.Save] saves them. It responds as
// Microsoft documents, rejects the requests that Dataverse rejects, and can inject faults. It
// is for tests and demonstrations.
//
// [New] makes an [Emulator], which is an http.Handler. [Start] serves an emulator on an
// address: a loopback address unless it serves HTTPS. It accepts only requests whose Host
// header names the listener. schema.json has the rows of a new emulator, which the constants
// name, such as [AnaID] and [AccountID].
//
// The package imports no package of the client. Each side implements the protocol by itself,
// so that neither repeats a mistake of the other.
//
// A request that Dataverse may accept, and that the emulator does not cover, gets status 501
// and a message that begins "the emulator does not know". It never succeeds. The same holds
// for the name of an entity set, column, navigation property, action or function that
// Dataverse or Dynamics 365 documents and that schema.json does not have; see package
// documented. This holds for every schema, also for the schema of an organization. Any other
// unknown name, such as the name of a custom column, gets the error of Dataverse for a name
// that does not exist.
//
// The packages below this one are the parts of the emulator. Package webapi serves the
// Web API on the rows of store by the tables of schema; entra and secretsmanager are the
// other two services.
//
// # What it does not cover
//
//   - functions and actions other than WhoAmI, RetrieveUserPrivileges, InitializeFrom, GetTimeZoneCodeByLocalizedName, AddPrivilegesRole, WinOpportunity, LoseOpportunity, CloseIncident, WinQuote, CloseQuote, CancelSalesOrder, FulfillSalesOrder, QualifyLead, Merge, SendEmail, AddToQueue, AddMembersTeam, RemoveMembersTeam, BulkDelete, RetrieveMetadataChanges, the messages for many rows and the custom actions of schema.json
//   - numbers as text in a query of an elastic table, which one document shows
//   - solutions and web resources, and changes to metadata other than new tables and keys
//   - status 500 for a detected duplicate: one document shows it, and the emulator returns the 412 of another document
//
// # Where it is stricter than Dataverse
//
//   - The emulator refuses a request without OData-MaxVersion and OData-Version, because
//     Microsoft's documents require both in every request.
//   - The second use of a client assertion gets 501: Microsoft does not document it. A
//     certificate's assertion that is not signed by PS256 or has no x5t#S256 gets 501 too: it is
//     an older form.
//   - A request for more than 100 rows of an elastic table gets 501. Microsoft recommends at
//     most 100 rows, and does not document the response to more.
//
// # Where it is simpler than Dataverse
//
//   - A privilege reaches every row. Its depth is kept and has no effect.
//   - The deletion of a row clears the lookups that hold it, unless the relationship in the
//     schema cascades or restricts. It keeps the lookups that say who owns, made or changed a
//     row. Dataverse deletes a user only after the user is disabled and has no role. Assigning
//     a row moves no rows below it, and shares nothing.
//   - The value of a read-only column in a body, such as createdon, is ignored.
//   - Everyone may read metadata. A definition has only the properties that $select can name
//     here; another property gets 501. Without $select the response has the known properties.
//     The labels of choices come from schema.json. The labels of states and of yes and no are
//     Dataverse's own. A table without a displayName in schema.json has its name as its label,
//     and columns have no label. The schema names of custom tables and columns are guessed.
//     Ranges and precisions come from the reference pages, or else from the type.
//   - Formatted values are the values for a user with English (United States) and UTC. Amounts
//     of money have two places, and other numbers have the places of the column's metadata.
//     The form of a negative amount is a setting in Dataverse; here it is ($1.00). A choice
//     without a label has no formatted value. $metadata has no annotations.
//   - Amounts and totals of quotes, orders and invoices follow the formulas that users publish.
//     The reference pages describe them in words. Opportunities have no totals. There are no
//     volume discounts, no locked prices, no bundles, and no amounts in the base currency. A line
//     without a price or a quantity has no amounts. The price of a product is an amount of the
//     price list. Another method of pricing gets 501, and a product without a price too.
//   - Numbers such as quotenumber have the form that reports show. The number in the middle is
//     the number of rows of the table plus 1000. After a deletion, two rows can have the same
//     number in the middle; their last six characters differ.
//   - A new product is Active; in Dataverse a setting can make it a Draft.
//   - A column that the system requires is required here if a document has the error: the
//     customer of a case, the row of a line, the number of a product, the group of a unit. Other
//     required columns, such as the unit group of a product, can be left out.
//   - The ranges, lengths, choices and cascades of Microsoft's tables are from the reference
//     pages of 2019. Some were compared with pages of 2026. Names of users can be longer here.
//     An update ignores a column that is not valid for update.
//   - actualstart and actualend of activities and scheduleddurationminutes of an appointment
//     have no defaults. The descriptions of these columns name defaults.
//   - pricelevel, uom and uomschedule have the privileges of product, and queueitem the
//     privileges of queue. Microsoft documents the second in part: AppendTo a queue lets a
//     user create, change and delete its items.
//   - The close activity of an action stays Open. The actions copy only the date and the revenue
//     of an opportunity to the row that they close. SendEmail sends nothing. Merge does not
//     accept leads. AddToQueue moves the queue item of a row. The code of the refusal to close a
//     quote or an order in its state is a guess.
//   - Only a System Administrator changes quotes, orders and invoices that are no longer drafts,
//     as one tool records. Their lines can be changed.
//   - A cast of columns to EnumAttributeMetadata has the columns of the derived types: no
//     document shows such a cast. stringmaps have the labels in English.
//   - any and all of $filter can be nested ten levels deep at most.
//   - A job of BulkDelete whose time has come runs before the next request, also before the
//     response to BulkDelete itself. A job whose runs were missed runs once. Rows that cannot
//     be deleted stay, and the job fails unless it recurs; that is a doubt. There are
//     asyncoperations, and no bulkdeleteoperations. Of system jobs only the state, the status
//     and postponeuntil change. Only completed jobs can be deleted: a newer page says that
//     all can, an older page and an error code say this. Days of OlderThanXDays end at
//     midnight, in UTC. RFC 2445 gives BYHOUR and BYMINUTE of a recurrence.
//   - The thumbnail of an image is PNG, or the image itself if it is square and small. How the
//     thumbnail of an image with one short side looks is not documented.
//   - The values of a column that takes several options are sorted, and a value that is there
//     twice gets 501. A row without a value fails DoesNotContainValues. The full-text index of
//     ContainValues never lags. How Dataverse refuses a value that is no option is not
//     documented: here it is as for a column that takes one.
//   - A new table is a standard table with columns of the types String, Memo, Integer,
//     Decimal, Boolean and DateTime. Every prefix of the right form is a prefix of a
//     publisher. Microsoft does not document the name of the entity set, the statuses of the
//     refusals, a part of the privileges, and the time for which the index of a new key is
//     Pending: here it is two seconds.
//   - The limit of the number in $count of a filtered or related collection is not documented.
//     Here it is the limit of $count=true.
//   - Microsoft does not document whether $metadata has an ETag. Here it has an ETag that
//     follows from its content. The response to a key whose index is not Active is not
//     documented either. Here such a key is no key, in a URL and in $metadata.
//   - A new row begins in its first state in every table; product and custom tables may differ. Closed
//     activities are read-only with the code of orders and quotes. A lead reaches every
//     state by an update.
//   - The statuses of refused changes of a state and of refused owners are not documented. A
//     new owner who is a user needs the privilege to read the table; teams have no roles.
//   - Amounts of money are rounded to the places of the column, half away from zero. It is
//     inferred that Dataverse rounds. Numbers of other types keep their digits.
//   - A write has Location beside OData-EntityId, as the OData protocol says; Microsoft's
//     samples of single requests do not show it. A response has CORS headers if the request
//     has Origin. The response to a preflight request allows what the browser names. Microsoft
//     documents that CORS works, and does not document the headers. Responses of faults have
//     no CORS headers.
//   - The body of /$count begins with a byte-order mark, as users report. A body of another
//     content type gets 415, as in the code of an older server.
//   - Escapes in the alternate key of @odata.bind are not decoded, and # is refused, because
//     one report says so. Several reports agree about / and \.
//   - A page lists the wildcards of texts. Only contains, startswith and endswith have them
//     here. A wildcard at the start of startswith, or at the end of endswith, gets 501: the
//     page does not support it. More than 15 $expand options get 501 too.
//   - not cannot negate a function of Dataverse's own. The documents show this for the
//     function directly after not. The emulator also refuses it deeper in the condition.
//   - There are no plug-ins and no flows; [Emulator.Fail] gives their responses. Service
//     protection limits hold if [Options] has them; see [Limits] for the behaviour that
//     Microsoft does not document.
//   - Microsoft documents that alternate key values with / < > * % & : \ ? + do not work in a
//     URL. The response is inferred from ASP.NET and IIS: an HTML page with status 400, for +
//     with 404. A / ends the segment.
//   - A second association of a many-to-many pair is refused with 412, and the disassociation
//     of a pair that is not associated with 404. These are the stricter of the reported
//     responses. The disassociation of the rows of a lookup works in the same way.
//   - The form of a $batch is checked before any of its operations runs. A change set that
//     fails gets one error in the multipart body of a change set, like in ASP.NET's OData
//     library. In the OData standard the error stands alone. A reference to a Content-ID that
//     is not declared ends the batch with the documented text. The earlier operations keep
//     their effect.
//   - Which actions take part in no transaction is not documented: schema.json says it of an
//     action. BulkDelete and changes to metadata get 501 in a change set. A PATCH with both
//     If-Match and If-None-Match gets 501, too.
//   - A part of a $batch inherits the MSCRM headers and CallerObjectId of the batch, unless
//     the part has the same header.
//   - Microsoft documents that UpsertMultiple refuses a row that is named twice, but not the
//     code and message. It does not document the code and message for no targets, for a target
//     of another table, and for UpdateMultiple by an alternate key. It does not document the
//     status of a table that lacks a message.
//   - Elastic tables have no time to live and no JSON columns. Every read is up to date,
//     unless [Elastic] says otherwise: then the first read without the session token of the
//     last write misses that write. If a request for many of their rows fails in part, its
//     status is the status of the first row that failed. The form in which the Web API writes
//     the code of their errors is not documented. Here it is the status in decimal digits. The
//     response to a name of a partition that is too long, or has a forbidden character, is not
//     documented. The code for $expand of a list is not documented. Here the status of both is
//     400.
package emulator
