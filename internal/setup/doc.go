// Package setup does the steps by which the function gets at Dataverse: the
// administrator's consent, the secret, the application user and its role.
package setup
