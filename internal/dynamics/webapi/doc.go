// Package webapi has the formats of the Dataverse Web API: the request that Microsoft
// documents for each operation, the multipart format of $batch, and the bodies of
// errors. It sends nothing.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/overview
package webapi
