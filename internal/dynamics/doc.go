// Package dynamics runs operations against the Dataverse Web API of Microsoft
// Dynamics 365 as an application user: it fetches the OAuth 2.0
// client-credentials token, builds the request that Microsoft documents for
// each operation, and says what became of it.
//
// It knows nothing of AWS: where the credentials come from is a function that
// the caller gives in [Config]. Every failure of a request is an [*Error].
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview
package dynamics
