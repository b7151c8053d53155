package persistence

import (
	"fmt"

	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// leavesToDatabase reports whether the row is taken over by an entity that leaves c to the database. What a new row gets is written then: the
// value of the row that is deleted would be the new entity's.
func (u *update) leavesToDatabase(c *mapper.Column) bool {
	switch {
	case u.Replaced == nil || c.PrimaryKey || c.Generated != "" || u.Entry.Mapping.Maker(c, u.Entry.Base) != mapper.Database:
		return false
	case c.ReadOnly:
		return c.Default != ""
	}
	return true
}

// checkDefaults refuses a column that is left to the database where an UPDATE has no word for what a new row gets, and the tag does not say it.
func (s *edit) checkDefaults(d render.Dialect) error {
	for _, c := range s.defaults {
		if d.ToDefault(c) == "" {
			return fmt.Errorf("the new %s takes over the row of one that is deleted, and leaves %s to the database, which has no DEFAULT in an UPDATE: say it in the tag, as default=, give it a value, or flush the deletion before",
				s.mapping.Name(), c.Field)
		}
	}
	return nil
}
