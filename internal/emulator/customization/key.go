package customization

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"sns-dynamics/internal/emulator/engine"
	"sns-dynamics/internal/emulator/odata"
	"sns-dynamics/internal/emulator/schema"
)

// The documented limits of alternate keys. A text takes two bytes a character.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
const (
	maxKeys     = 10
	maxColumns  = 16
	maxKeyBytes = 900
)

// CreateKey creates the alternate key that a body defines. The index of the key is Pending
// at first. The error is an *odata.Error.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitykeymetadata
func CreateKey(s *engine.Session, t *schema.Table, body []byte) (schema.AlternateKey, error) {
	d, err := decode(s, "EntityKeyMetadata", body, "prvCreateEntityKey")
	if err != nil {
		return schema.AlternateKey{}, err
	}
	if t.System || t.Elastic {
		return schema.AlternateKey{}, odata.NotCovered("a new alternate key of %s", t.Name)
	}
	k, err := d.key()
	if err != nil {
		return k, err
	}
	if err := checkKey(t, k); err != nil {
		return k, err
	}
	s.Store.AddKey(s.Schema, t, k, s.Now)
	return k, nil
}

// key makes a key of its definition.
func (d definition) key() (k schema.AlternateKey, err error) {
	err = d.each(func(name string, v any) (known bool, err error) {
		switch name {
		case "@odata.type":
			err = d.only(name, v, `"Microsoft.Dynamics.CRM.EntityKeyMetadata"`, `"#Microsoft.Dynamics.CRM.EntityKeyMetadata"`)
		case "SchemaName":
			k.Name, err = d.text(name, v)
		case "DisplayName":
			_, err = d.label(name, v)
		case "KeyAttributes":
			list, _ := v.([]any)
			for _, item := range list {
				column, _ := item.(string)
				k.Columns = append(k.Columns, column)
			}
		default:
			return false, nil
		}
		return true, err
	})
	if err == nil {
		err = checkName(k.Name, "EntityKey")
	}
	return k, err
}

// checkKey refuses a key that is there, and a key that breaks a limit. The documents have
// codes for the first; the code for the second is a guess among the documented codes.
//
// See https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
func checkKey(t *schema.Table, k schema.AlternateKey) error {
	for _, other := range t.Keys {
		if strings.EqualFold(other.Name, k.Name) {
			return odata.Refuse(http.StatusBadRequest, "0x80060893", "An entity key with the name %s already exists on entity %s.", k.Name, t.Name)
		}
		if slices.Equal(slices.Sorted(slices.Values(other.Columns)), slices.Sorted(slices.Values(k.Columns))) {
			return odata.Refuse(http.StatusBadRequest, "0x80060894", "An entity key with the selected attributes already exists on entity.")
		}
	}
	size := 0
	for i, name := range k.Columns {
		c := t.Columns[name]
		if t.LacksColumn(name) {
			return odata.NotCovered("the column %.100s of %s", name, t.Name)
		}
		if c == nil || slices.Contains(k.Columns[:i], name) {
			return invalidKey(fmt.Sprintf("%.100s is not an attribute of %s, or is named twice", name, t.Name))
		}
		bytes, may := keyBytes(c)
		if !may {
			return invalidKey("an attribute of the type of " + name + " cannot be in a key")
		}
		size += bytes
	}
	if len(k.Columns) == 0 || len(k.Columns) > maxColumns || len(t.Keys) >= maxKeys || size > maxKeyBytes {
		return invalidKey(fmt.Sprintf("a key has 1 to %d attributes and at most %d bytes, and an entity has at most %d keys", maxColumns, maxKeyBytes, maxKeys))
	}
	return nil
}

func invalidKey(detail string) *odata.Error {
	return odata.Refuse(http.StatusBadRequest, "0x8006088f", "Invalid EntityKey Operation performed : %s", detail)
}

// keyBytes is the size of a column in the index of a key; may is false for a column that
// cannot be in a key.
func keyBytes(c *schema.Column) (bytes int, may bool) {
	switch c.Kind {
	case schema.KindString:
		return 2 * c.MaxLength, true
	case schema.KindLookup:
		return 16, true
	case schema.KindInteger, schema.KindPicklist, schema.KindDecimal, schema.KindDateTime, schema.KindDateOnly:
		return 8, true
	}
	return 0, false
}
