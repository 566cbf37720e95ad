// Command gen writes what is made from other sources: the page of all rules,
// the skeleton of a new one, the schema of the configuration, manual pages, and a
// picture of a report.
//
//	go run ./cmd/internal/gen rules > docs/rules.md
//	go run ./cmd/internal/gen config > docs/schema/config.schema.json
//	go run ./cmd/internal/gen man DIR
//	go run ./cmd/internal/gen rule NAME
//	ctypes check --color always | go run ./cmd/internal/gen picture > docs/report.svg
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/ctypes-dev/ctypes/analyze"
	"github.com/ctypes-dev/ctypes/analyze/rules"
	"github.com/ctypes-dev/ctypes/cmd/internal/cli"
	"github.com/ctypes-dev/ctypes/cmd/internal/config"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gen: "+err.Error())
		os.Exit(1)
	}
}

func run(args []string, r io.Reader, w io.Writer) error {
	switch {
	case len(args) == 1 && args[0] == "rules":
		_, err := io.WriteString(w, rulesPage(rules.All()))
		return err //nolint:wrapcheck // the writer's own error says it all
	case len(args) == 1 && args[0] == "config":
		_, err := io.WriteString(w, configSchema(rules.All()))
		return err //nolint:wrapcheck // the writer's own error says it all
	case len(args) == 2 && args[0] == "man":
		return writePages(args[1], cli.Commands())
	case len(args) == 2 && args[0] == "rule":
		return writeSkeleton(w, ".", args[1])
	case len(args) == 1 && args[0] == "picture":
		return picture(w, r)
	}
	return errors.New("usage: gen rules | gen config | gen man DIR | gen rule NAME | gen picture")
}

// configSchema is the schema of .ctypes.yaml.
func configSchema(all []analyze.Rule) string {
	names := make([]string, 0, len(all))
	for _, r := range all {
		names = append(names, r.Name)
	}
	return config.Schema(names)
}
