// Package metadata serves requests for metadata: the service document, $metadata, and the
// definitions of tables, columns, keys and relationships.
package metadata

import (
	"sns-dynamics/internal/emulator/edm"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
	"sns-dynamics/internal/emulator/security"
)

// Service serves requests for metadata.
type Service struct {
	schema     *schema.Schema
	operations edm.Schema // the operations of Dataverse itself
	csdl       csdlCache
}

// Request is one request for metadata.
type Request struct {
	*odata.Request
	*Service
	identity security.Identity
}

// New returns a service for a schema. operations describes the operations
// of Dataverse itself.
func New(sc *schema.Schema, operations edm.Schema) *Service {
	return &Service{schema: sc, operations: operations}
}

// Request returns a request on behalf of an identity.
func (s *Service) Request(r *odata.Request, i security.Identity) Request {
	return Request{r, s, i}
}
