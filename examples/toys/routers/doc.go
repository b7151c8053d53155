// Package routers is the application over HTTP: users, toys, the description of both, health and metrics. [New] joins them.
package routers
