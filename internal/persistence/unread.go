package persistence

import (
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
)

// unreadKey refuses a key that the database works out where nothing tells it.
func unreadKey(m *mapper.Mapping, unread []*mapper.Column) error {
	for _, c := range unread {
		if c.PrimaryKey {
			return fmt.Errorf("%s says noreturning, so nobody would tell the key %s that the database makes: give it a value, as uuid7 does", m.Name(), c.Field)
		}
	}
	return nil
}

// withoutReturning is err with the option's name where a table refused a statement with RETURNING, as one with a DO INSTEAD rule does.
func withoutReturning(err error) error {
	var refusal *backends.Error
	if !errors.As(err, &refusal) || refusal.Code != "0A000" || !errors.Is(err, backends.ErrUnsupported) {
		return err
	}
	explained := *refusal
	explained.Message += ": where the table takes no RETURNING, its type says so with _ struct{} `db:\",noreturning\"`"
	return &explained
}

// CountsItself reports whether rows must be counted by the client, before COMMIT is sent: the server could count those of a
// table that refuses RETURNING only by RETURNING.
func (p *Plan) CountsItself() bool {
	for _, stage := range p.Stages {
		for _, one := range stage.steps {
			switch s := one.(type) {
			case *updating:
				if s.mapping.Unread {
					return true
				}
			case *deleting:
				if s.mapping.Unread && s.checked {
					return true
				}
			}
		}
	}
	return false
}
