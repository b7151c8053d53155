package migrate

import (
	"errors"
	"strings"

	"github.com/drey-db/drey/backends"
)

// provisional is how the name begins that a table of SQLite's has while package schema has it made anew.
const provisional = "drey_new_"

// withUserNames is an error that calls tables as the user does.
func withUserNames(err error) error {
	var refusal *backends.Error
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Message+refusal.Table, provisional) {
		return err
	}
	plain := *refusal
	plain.Message = strings.ReplaceAll(refusal.Message, provisional, "")
	plain.Table = strings.TrimPrefix(refusal.Table, provisional)
	return &plain
}
