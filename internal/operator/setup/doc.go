// Package setup gives the function access to Dataverse: the administrator's consent, the
// secret, the application user and its role.
package setup
