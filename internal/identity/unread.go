package identity

import "github.com/drey-db/drey/internal/mapper"

// Unread says that the database made columns of a row that was just written, and that nobody read them: the entity holds what
// it held before, nothing where that was never seen, and is expired, so that the next row that arrives is believed.
func (e *Entry) Unread(columns []*mapper.Column) {
	if len(columns) == 0 || e.home.ending && e.snapshot == nil {
		return
	}
	e.own()
	for _, c := range columns {
		if e.undo != nil {
			e.undo.record(e.Mapping, c, e.Base)
		}
		if !e.Loaded().Has(c.Index) {
			c.SetZero(e.Base)
		} else {
			c.Copy(e.Base, e.snapshot)
		}
	}
	e.Expired = true
}
