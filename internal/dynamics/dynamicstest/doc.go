// Package dynamicstest stands in for the three services that a client of
// Dataverse speaks to: the Dataverse Web API, the token endpoint of Microsoft
// Entra ID, and GetSecretValue of AWS Secrets Manager. It keeps rows in
// memory, answers as Microsoft documents, rejects what Dataverse rejects, and
// can be told to fail. It is for tests and demonstrations, and forgets
// everything when it ends.
//
// [New] makes an [Emulator], which is an http.Handler; [Start] lets one listen,
// on a loopback address unless it serves HTTPS. schema.json seeds it with the
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
//   - $batch and change sets
//   - CreateMultiple, UpdateMultiple, UpsertMultiple and DeleteMultiple
//   - client assertions (certificates and federated credentials) at the token endpoint
//   - elastic tables, partitions and session tokens
//   - file columns
//   - functions and actions other than WhoAmI, RetrieveUserPrivileges, AddPrivilegesRole, WinOpportunity and the custom actions of schema.json
//   - solutions, messages and web resources, and changes to metadata
//   - status 500 for a duplicate detected, which one document shows; another shows the 412 answered here
//
// # Where it is stricter than Dataverse
//
//   - A request without OData-MaxVersion and OData-Version is refused, as
//     Microsoft's documents have every request carry them.
//
// # Where it is simpler than Dataverse
//
//   - A privilege reaches every row: its depth is kept, and not heeded.
//   - Deleting a row clears the lookups that held it, but for those that say
//     who owns, made or changed a row. Nothing cascades, and nothing restricts:
//     Dataverse deletes a user only once it has no role and is disabled.
//   - What a body says of read-only columns, such as createdon, is ignored.
//   - Everyone may read metadata. Of a definition, only the properties are known
//     that $select can name here; the rest gets 501.
//   - Microsoft does not document whether $metadata has an ETag; here it has one,
//     made of its content. Nor is it documented what a key answers whose index is
//     not Active: here it is no key, neither in a URL nor in $metadata.
//   - There are no plug-ins, flows or service protection limits;
//     [Emulator.Fail] gives the answers they would.
//   - Alternate key values with / < > * % & : \ ? + are documented not to work
//     in a URL. How the server says so is inferred from what ASP.NET and IIS
//     do: an HTML page with status 400, for + with 404, and / ends the segment.
//   - Associating a many-to-many pair twice is refused with 412, and
//     disassociating a pair that is not associated with 404: the harsher of
//     the behaviours reported. Parting the rows of a lookup works likewise.
package dynamicstest
