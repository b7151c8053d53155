// Package pgxconn is the contract of package backends over pgx v5: pools, units of work, pipelines, and the values that they
// bind and read. Users meet it as package pgxbackend; package pgxstdlib lends its pipeline to database/sql.
package pgxconn
