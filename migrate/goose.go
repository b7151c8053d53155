package migrate

import (
	"context"
	"database/sql"
	"io/fs"
	"path"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqldb"
)

// goosed has goose run one revision over r: it reads the file, finds its statements, begins a transaction unless the file
// says otherwise, and calls done before it commits.
func goosed(ctx context.Context, n *node, down bool, r backends.Runner, done func(context.Context) error, code func(context.Context) error) error {
	db := sqldb.Open(r)
	defer func() { _ = db.Close() }() // it is r's, and stays open
	options := []goose.ProviderOption{goose.WithStore(&bookkeeping{down: down, done: done}), goose.WithDisableGlobalRegistry(true)}
	var files fs.FS
	if n.step == nil {
		files = oneFile{n}
	} else {
		run := &goose.GoFunc{RunTx: func(ctx context.Context, _ *sql.Tx) error { return code(ctx) }}
		options = append(options, goose.WithGoMigrations(goose.NewGoMigration(1, run, run)))
	}
	provider, err := goose.NewProvider(goose.DialectCustom, db, files, options...)
	if err != nil {
		return err
	}
	_, err = provider.ApplyVersion(ctx, provider.ListSources()[0].Version, !down)
	return err
}

// bookkeeping is goose's version table for one revision, which is known to be wanted.
type bookkeeping struct {
	down bool
	done func(context.Context) error
}

var _ database.Store = (*bookkeeping)(nil)

// Tablename implements database.Store.
func (*bookkeeping) Tablename() string { return defaultTable }

// TableExists has goose leave the table to us.
func (*bookkeeping) TableExists(context.Context, database.DBTxConn) (bool, error) { return true, nil }

// CreateVersionTable implements database.Store.
func (*bookkeeping) CreateVersionTable(context.Context, database.DBTxConn) error { return nil }

// Insert implements database.Store.
func (b *bookkeeping) Insert(ctx context.Context, _ database.DBTxConn, _ database.InsertRequest) error {
	return b.done(ctx)
}

// Delete implements database.Store.
func (b *bookkeeping) Delete(ctx context.Context, _ database.DBTxConn, _ int64) error {
	return b.done(ctx)
}

// GetMigration implements database.Store: what is taken back is there, what is applied is not.
func (b *bookkeeping) GetMigration(context.Context, database.DBTxConn, int64) (*database.GetMigrationResult, error) {
	if b.down {
		return &database.GetMigrationResult{IsApplied: true}, nil
	}
	return nil, database.ErrVersionNotFound
}

// GetLatestVersion implements database.Store.
func (*bookkeeping) GetLatestVersion(context.Context, database.DBTxConn) (int64, error) {
	return 0, nil
}

// ListMigrations implements database.Store.
func (*bookkeeping) ListMigrations(context.Context, database.DBTxConn) ([]*database.ListMigrationsResult, error) {
	return nil, nil
}

// oneFile is a file system with the file of a revision.
type oneFile struct{ node *node }

var _ fs.GlobFS = oneFile{}

// Glob implements fs.GlobFS.
func (f oneFile) Glob(pattern string) ([]string, error) {
	if match, err := path.Match(pattern, f.name()); err != nil || !match {
		return nil, err
	}
	return []string{f.name()}, nil
}

// name is one that goose can order: there is nothing to order.
func (f oneFile) name() string { return "1_revision.sql" }

// Open implements fs.FS.
func (f oneFile) Open(name string) (fs.File, error) {
	if name != f.name() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openFile{Reader: strings.NewReader(string(f.node.content)), info: fileInfo{f}}, nil
}
