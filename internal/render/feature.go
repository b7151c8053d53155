package render

import "fmt"

// UnsupportedError says that a statement asks for what the dialect's database does not have. It appears when the statement
// is rendered, before anything is sent.
type UnsupportedError struct {
	Dialect   string // its name; "": it has none
	Construct string // in SQL's words
}

// Error names the construct and the dialect.
func (e *UnsupportedError) Error() string {
	if e.Dialect == "" {
		return fmt.Sprintf("the dialect has no %s: leave it out there", e.Construct)
	}
	return fmt.Sprintf("the %s dialect has no %s: leave it out there", e.Dialect, e.Construct)
}

// need returns an *UnsupportedError when the dialect lacks f.
func (r *renderer) need(f Feature, construct string) error {
	if r.dialect.Has(f) {
		return nil
	}
	return r.missing(construct)
}

// missing returns an error that says that the dialect has no construct.
func (r *renderer) missing(construct string) error {
	return &UnsupportedError{Dialect: r.dialect.Name, Construct: construct}
}
