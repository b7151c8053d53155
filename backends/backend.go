package backends

import "context"

// Backend opens pools. It is the value that repo.WithBackend takes.
type Backend interface {
	// Open returns a pool for u without sending anything: the first statement connects. A URL, driver or dialect that the
	// backend cannot serve is an *[Error] whose text names the next move and never shows the password.
	Open(ctx context.Context, u URL, p PoolConfig) (Pool, error)
}

// Runner runs statements: a [Pool], a [UnitOfWork], or the fresh connection in a connect hook.
type Runner interface {
	// Exec runs s and returns how many rows it touched. Rows that it yields are dropped.
	Exec(ctx context.Context, s Stmt) (Result, error)
	// Query runs s and returns its rows, which the caller closes. What the database refuses at once is Query's error; what
	// it refuses later is Rows.Err's.
	Query(ctx context.Context, s Stmt) (Rows, error)
	// Pipeline sends all statements at once where it can, else one after the other, and calls each in order with what every
	// one answered. r ends with the call. each may be nil.
	//
	// The first refusal ends the pipeline; its Error.Stmt is the index of the statement that the database blamed, -1 when it
	// blamed none (a constraint checked at commit, a lost connection). An error of each ends it as well and comes back as
	// it is. Only when the whole pipeline has succeeded is anything that each was given final.
	Pipeline(ctx context.Context, stmts []Stmt, o PipelineOptions, each Each) error
}

// Pool is an open database. It is safe for concurrent use. Each of its Exec and Query calls commits itself and holds a
// connection until it has answered (Query: until its rows are closed); its Pipeline is one transaction.
type Pool interface {
	Runner
	// Begin returns a unit of work without sending anything: BEGIN rides on its first statement, or goes just before it. An
	// option that the database lacks is [ErrUnsupported].
	Begin(ctx context.Context, o TxOptions) (UnitOfWork, error)
	// Dialect is "postgres", "sqlite", or the name that repo.WithDialect brings.
	Dialect() string
	// Capabilities says what the pool does beyond the least.
	Capabilities() Capabilities
	// Stats counts connections now.
	Stats() PoolStats
	// Close waits for connections in use and closes a pool that the backend opened; a pool that was handed in stays open.
	// What runs afterwards is [ErrClosed]. A second Close does nothing.
	Close() error
}

// UnitOfWork is one transaction on one connection. It serves one goroutine. Savepoints are statements like any other.
//
// A context bounds its call, never the transaction. A statement that fails leaves nothing but Rollback (or ROLLBACK TO a
// savepoint) on every database: what runs meanwhile is [ErrTxAborted]. A statement that was cancelled or lost its
// connection leaves nothing but Rollback, and the pool replaces the connection. While rows are open, every other call but
// Rollback and ROLLBACK TO a savepoint is [ErrBusy]; these two close the rows, whose Err is [ErrTxDone] from then on. After
// Commit or Rollback, or a Pipeline that committed, it is over: [ErrTxDone].
type UnitOfWork interface {
	Runner
	// Commit makes the work durable. ErrCommitUnknown says that the reply was lost: the work may be durable or not. Any
	// other error says that it is not, and so does ErrConnection where the connection was seen to be lost before COMMIT was sent. Either way the unit is over and its connection given back, except where ctx was
	// already done, or rows were open, before anything was sent.
	Commit(ctx context.Context) error
	// Rollback ends the unit and gives the connection back, also when ctx is done: it has five seconds of its own. Open rows
	// are closed. After Commit it does nothing.
	Rollback(ctx context.Context) error
}

// Pinner is what a [Pool] may also be: it lets one connection be held, so that what is set on it lasts.
type Pinner interface {
	// Pin waits for a connection and returns a pool that has it alone: settings of the session, temporary tables and advisory
	// locks outlast its statements and transactions. One caller at a time uses it, others wait. Close gives it back, as it was
	// left; when it is lost, whatever the pool is asked is [ErrConnection].
	Pin(ctx context.Context) (Pool, error)
}

// Copier is what a [UnitOfWork] may also be: bulk loading.
type Copier interface {
	// CopyFrom stores rows in table (dots separate schema and table) and returns how many. next gives one row at a time in
	// the order of columns, in memory that it may use again for the next, and ends with io.EOF; any other error of it ends the
	// copy and comes back as it is. Pointers are what they point at.
	CopyFrom(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error)
}
