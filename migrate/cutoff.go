package migrate

import (
	"database/sql"
	"errors"
	"fmt"
	"regexp"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// cutOffError says that nobody knows whether a statement was carried out.
type cutOffError struct{ then string }

// Error implements error.
func (*cutOffError) Error() string {
	return "it was cut off while this statement ran without a transaction, and whether it was carried out is not known"
}

const quotedOrWord = `("(?:[^"]|"")+"|[\w$]+)`

var (
	createIndex = regexp.MustCompile(`(?is)^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?` + quotedOrWord +
		`\s+ON\s+(?:ONLY\s+)?((?:` + quotedOrWord + `\s*\.\s*)?)`)
	dropIndex = regexp.MustCompile(`(?is)^\s*DROP\s+INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?((?:` + quotedOrWord + `\s*\.\s*)?` + quotedOrWord + `)\s*(?:CASCADE|RESTRICT)?\s*;?\s*$`)

	// repeatable are statements that do no harm when they are carried out twice.
	repeatable = regexp.MustCompile(`(?is)^\s*(?:VACUUM|ANALYZE|REINDEX|CLUSTER|REFRESH|CHECKPOINT|SET|RESET|PRAGMA|COMMENT\s+ON|CREATE\s+OR\s+REPLACE` +
		`|(?:CREATE|DROP)\s[\w\s]*\bIF\s+(?:NOT\s+)?EXISTS|ALTER\s+TYPE\s+\S+\s+ADD\s+VALUE\s+IF\s+NOT\s+EXISTS|ALTER\s+TABLE\s+\S+\s+(?:ADD|DROP)\s+COLUMN\s+IF\s+(?:NOT\s+)?EXISTS)\b`)
)

// again decides what becomes of a statement that was begun and cut off, and reports whether it is done.
func (r *execution) again(text string, running progress) (done bool, err error) {
	if found := createIndex.FindStringSubmatch(text); found != nil && r.m.versions.postgres {
		there, valid, err := r.index(found[2] + found[1])
		if err != nil || !there {
			return false, err
		}
		if !valid {
			return false, r.dropInvalid(text)
		}
		return true, r.carriedOut(running)
	}
	if found := dropIndex.FindStringSubmatch(text); found != nil && r.m.versions.postgres {
		there, _, err := r.index(found[1])
		if err != nil || there {
			return false, err
		}
		return true, r.carriedOut(running)
	}
	if repeatable.MatchString(text) {
		return false, nil
	}
	return false, &cutOffError{then: r.advice()}
}

// carriedOut notes that the statement that was running is done.
func (r *execution) carriedOut(running progress) error {
	_, err := r.progressed(running, progress{down: r.down, done: r.statements})
	return err
}

// advice is what the user does, who alone can tell whether a statement was carried out.
func (r *execution) advice() string {
	command := advance(r.node.ID, r.down)
	return fmt.Sprintf("look whether it was. If it was, run: %s --skip; if it was not, run: %s --retry", command, command)
}

// index looks for an index, and whether it is built to its end.
func (r *execution) index(name string) (there, valid bool, err error) {
	found, err := repo.Scalars[bool](r.ctx, r.on, builder.Text("SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = to_regclass(:name)", sql.Named("name", name)))
	if err != nil || len(found) == 0 {
		return false, false, err
	}
	return true, found[0], nil
}

// dropInvalid drops what a build of the index that a statement creates left when it was cut off or refused.
func (r *execution) dropInvalid(text string) error {
	found := createIndex.FindStringSubmatch(text)
	if found == nil || !r.m.versions.postgres {
		return nil
	}
	name := found[2] + found[1]
	there, valid, err := r.index(name)
	if err != nil || !there || valid {
		return err
	}
	return send(r.ctx, r.on.Runner(), "DROP INDEX CONCURRENTLY "+name)
}

// refused reports whether the database answered that it did not carry a statement out.
func refused(err error) bool {
	var refusal *backends.Error
	return errors.As(err, &refusal) && refusal.Code != "" && !errors.Is(err, backends.ErrConnection)
}
