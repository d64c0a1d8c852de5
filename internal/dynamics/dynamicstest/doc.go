// Package dynamicstest stands in for the three services that a client of
// Dataverse speaks to: the Dataverse Web API, the token endpoint of Microsoft
// Entra ID, and GetSecretValue of AWS Secrets Manager. It keeps rows in
// memory, which [Emulator.Save] can save, answers as Microsoft documents, rejects what Dataverse rejects, and
// can be told to fail. It is for tests and demonstrations.
//
// [New] makes an [Emulator], which is an http.Handler; [Start] lets one listen,
// on a loopback address unless it serves HTTPS, and only for requests whose Host
// header names the listener. schema.json seeds it with the
// rows that the constants name, such as [AnaID] and [AccountID].
//
// The package imports nothing of the client it is for. Both sides write the
// protocol down for themselves, so that a mistake of one is not repeated by
// the other.
//
// What Dataverse may well take but the emulator was not taught gets status 501
// and a message that begins "dynamicstest does not know"; it is never answered
// with a success. An entity set, column or relationship that schema.json does
// not have is not there, and gets the error Dataverse gives for that.
//
// # What it does not cover
//
//   - client assertions (certificates and federated credentials) at the token endpoint
//   - functions and actions other than WhoAmI, RetrieveUserPrivileges, InitializeFrom, GetTimeZoneCodeByLocalizedName, AddPrivilegesRole, WinOpportunity, BulkDelete, RetrieveMetadataChanges, the messages for many rows and the custom actions of schema.json
//   - numbers as text in a query of an elastic table, which one document shows
//   - solutions and web resources, and changes to metadata
//   - status 500 for a duplicate detected, which one document shows; another shows the 412 answered here
//
// # Where it is stricter than Dataverse
//
//   - A request without OData-MaxVersion and OData-Version is refused, as
//     Microsoft's documents have every request carry them.
//   - Many rows of an elastic table, more than 100 at once, get 501: Microsoft
//     recommends no more, and does not say what becomes of them.
//
// # Where it is simpler than Dataverse
//
//   - A privilege reaches every row: its depth is kept, and not heeded.
//   - Deleting a row clears the lookups that held it, but for those that say
//     who owns, made or changed a row. Nothing cascades, and nothing restricts:
//     Dataverse deletes a user only once it has no role and is disabled.
//   - What a body says of read-only columns, such as createdon, is ignored.
//   - Everyone may read metadata. Of a definition, only the properties are known
//     that $select can name here; the rest gets 501. Without $select come those
//     that are known. The labels of choices are those that schema.json has, and
//     Dataverse's own of states and of yes and no; tables are called by their
//     names, and columns have no label. The
//     schema names of custom tables and columns are guessed, ranges are those
//     that the emulator holds to, precisions the largest there are.
//   - Formatted values are those of a user with English (United States) and UTC,
//     with two places of money and the places of the column's metadata otherwise.
//     How negative amounts are written is a setting; here it is ($1.00). A choice
//     without a label has none. $metadata takes no annotations.
//   - any and all of $filter take at most ten within another.
//   - BulkDelete takes rows of one table by their ids, and has deleted them when
//     it answers; Dataverse starts a job. It needs no privilege of its own.
//   - How large the answer to $count of a filtered or related collection may be is
//     not documented; here it is as that to $count=true.
//   - Microsoft does not document whether $metadata has an ETag; here it has one,
//     made of its content. Nor is it documented what a key answers whose index is
//     not Active: here it is no key, neither in a URL nor in $metadata.
//   - There are no plug-ins and no flows; [Emulator.Fail] gives the answers they
//     would. Service protection limits hold where [Options] has them; see [Limits]
//     for what Microsoft does not say of them.
//   - Alternate key values with / < > * % & : \ ? + are documented not to work
//     in a URL. How the server says so is inferred from what ASP.NET and IIS
//     do: an HTML page with status 400, for + with 404, and / ends the segment.
//   - Associating a many-to-many pair twice is refused with 412, and
//     disassociating a pair that is not associated with 404: the harsher of
//     the behaviours reported. Parting the rows of a lookup works likewise.
//   - The form of a $batch is checked before any of its operations runs. A
//     change set that fails is answered by the one refusal, in the multipart
//     body of a change set, as ASP.NET's OData library does; the OData standard
//     has it stand alone. A reference to a Content-ID that is not declared ends
//     the batch with the documented text; what came before stays.
//   - A $batch hands MSCRM headers and CallerObjectId on to the parts that have
//     none of their own.
//   - That UpsertMultiple refuses a row named twice is documented, the code and
//     message are not; neither are those for no targets, for a target of another
//     table, for UpdateMultiple by an alternate key, and the status of a table
//     that lacks a message.
//   - Elastic tables know no time to live and no JSON columns. Every read is up to
//     date, unless [Elastic] says otherwise: then the first read without the session
//     token of the last write misses that. The status of a request for many of their
//     rows that fails in part is that of the first row that failed. In what form the
//     Web API writes the code of their errors is not documented; here it is the
//     status, in decimal digits. Nor is it documented how a name of a partition is
//     refused that is too long or has a character that it must not have, and with
//     which code $expand of a list is: here both are 400.
package dynamicstest
