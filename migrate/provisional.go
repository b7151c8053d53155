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
	var told *backends.Error
	if !errors.As(err, &told) || !strings.Contains(told.Message+told.Table, provisional) {
		return err
	}
	plain := *told
	plain.Message = strings.ReplaceAll(told.Message, provisional, "")
	plain.Table = strings.TrimPrefix(told.Table, provisional)
	return &plain
}
