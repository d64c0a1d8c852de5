// Package auth signs an application in at Microsoft Entra ID with the OAuth 2.0 client
// credentials flow, and keeps the token until shortly before it expires.
//
// See https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
package auth
