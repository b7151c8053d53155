package atlas

import (
	"context"
	"regexp"
	"slices"
)

// lacking is how SQLite tells of a function that it does not have, or not so.
var lacking = regexp.MustCompile(`((?:no such|unknown) function: \w+|wrong number of arguments to function \w+)`)

// failingDefaults tells of new defaults that SQLite takes as they are written, and fails with when a row comes without a value: what they call is
// another database's.
func (d *Database) failingDefaults(ctx context.Context, m Model, changes []Change) (list []*Unplannable, err error) {
	if d.schemas {
		return nil, nil
	}
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			isNew := slices.ContainsFunc(changes, func(change Change) bool {
				return change.Table == t.Name && (change.Kind == "AddTable" || change.Name == c.Name && (change.Kind == "AddColumn" || change.Kind == "ModifyColumn"))
			})
			if c.Default == "" || !isNew {
				continue
			}
			failed, err := d.failing(ctx, c.Default)
			if err != nil {
				return nil, err
			}
			if failed != "" {
				list = append(list, &Unplannable{Object: t.Name + "." + c.Name, Reason: "SQLite cannot compute its default " + c.Default + " (" + failed +
					"), and refuses a row that comes without a value: write a default that both databases have, or give the value in the program"})
			}
		}
	}
	return list, nil
}

// failing is what SQLite lacks for an expression; "" where it lacks nothing.
func (d *Database) failing(ctx context.Context, expression string) (failed string, err error) {
	err = d.tried(ctx, func() error {
		if _, err := d.db.ExecContext(ctx, "SELECT "+expression); err != nil {
			failed = lacking.FindString(err.Error())
		}
		return nil
	})
	return failed, err
}
