package mistakes_test

import (
	"database/sql/driver"
)

// valuer is a value of its own kind.
type valuer struct{ n int }

// Value is the number.
func (v valuer) Value() (driver.Value, error) { return int64(v.n), nil }

// Scan reads nothing.
func (v *valuer) Scan(any) error { return nil }
