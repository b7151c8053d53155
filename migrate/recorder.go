package migrate

import (
	"context"
	"database/sql/driver"
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqldb"
)

// recorder is a database that keeps what it is sent, and does nothing.
type recorder struct{ script }

var (
	_ sqldb.Beginner    = (*recorder)(nil)
	_ sqldb.Transaction = (*recorder)(nil)
)

// Exec implements backends.Runner.
func (r *recorder) Exec(_ context.Context, s backends.Stmt) (backends.Result, error) {
	r.statements = append(r.statements, s.SQL)
	return backends.Result{}, nil
}

// Query implements backends.Runner.
func (*recorder) Query(context.Context, backends.Stmt) (backends.Rows, error) {
	return nil, errors.ErrUnsupported
}

// Pipeline implements backends.Runner.
func (*recorder) Pipeline(context.Context, []backends.Stmt, backends.PipelineOptions, backends.Each) error {
	return errors.ErrUnsupported
}

// Begin implements sqldb.Beginner.
func (r *recorder) Begin(context.Context, driver.TxOptions) (sqldb.Transaction, error) {
	r.transactional = true
	return r, nil
}

// Commit implements sqldb.Transaction.
func (*recorder) Commit() error { return nil }

// Rollback implements sqldb.Transaction.
func (*recorder) Rollback() error { return nil }

// openFile is an open file of a oneFile.
type openFile struct {
	*strings.Reader
	info fileInfo
}

// Stat implements fs.File.
func (f *openFile) Stat() (fs.FileInfo, error) { return f.info, nil }

// Close implements fs.File.
func (*openFile) Close() error { return nil }

// fileInfo describes the file of a oneFile.
type fileInfo struct{ file oneFile }

// Name implements fs.FileInfo.
func (i fileInfo) Name() string { return i.file.name() }

// Size implements fs.FileInfo.
func (i fileInfo) Size() int64 { return int64(len(i.file.node.content)) }

// Mode implements fs.FileInfo.
func (fileInfo) Mode() fs.FileMode { return 0o444 }

// ModTime implements fs.FileInfo.
func (fileInfo) ModTime() time.Time { return time.Time{} }

// IsDir implements fs.FileInfo.
func (fileInfo) IsDir() bool { return false }

// Sys implements fs.FileInfo.
func (fileInfo) Sys() any { return nil }
