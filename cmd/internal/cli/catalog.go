package cli

import (
	"fmt"
	"strings"

	"github.com/distribution/reference"
	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/graph/contract"
)

func newCatalog(p *Process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "List, show and test the embedded contracts",
		Long: "The catalog holds contracts for images whose authors ship none. It is part of the\n" +
			"program, and is used wherever an image brings no contract of its own.",
		Args: noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	cmd.AddCommand(newCatalogList(p), newCatalogShow(p), newCatalogTest(p))
	return cmd
}

func newCatalogList(p *Process) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the repositories that have an entry",
		Long: "List the repositories that have an entry, each with whether the entry tells all,\n" +
			"and the ranges of tags that it tells apart.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := catalogListing(catalog.New())
			if err != nil {
				return err
			}
			return p.say("%s", text)
		},
	}
}

// catalogListing is a line for each entry.
func catalogListing(c *catalog.Catalog) (string, error) {
	repositories := c.Repositories()
	column := 0
	for _, r := range repositories {
		column = max(column, len(r))
	}
	var b strings.Builder
	for _, r := range repositories {
		sections, err := c.Sections(r)
		if err != nil {
			return "", &failure{code: unreadable, err: err}
		}
		fmt.Fprintf(&b, "%s\n", strings.TrimRight(fmt.Sprintf("%-*s  %-8s  %s", column, r, extent(sections), ranges(sections)), " "))
	}
	return b.String(), nil
}

// extent says whether the sections of an entry tell all that there is. The
// sections of an entry that extends another tell all where that one does.
func extent(sections []catalog.Section) string {
	for _, s := range sections {
		for _, st := range s.Statements {
			if h, ok := st.Clause.(contract.Header); ok && h.Partial == contract.Yes {
				return "partial"
			}
		}
	}
	return "complete"
}

// ranges are the tags that an entry tells apart, and what it extends.
func ranges(sections []catalog.Section) string {
	var all []string
	for _, s := range sections {
		switch {
		case !s.Tags.IsZero():
			all = append(all, s.Tags.String())
		case len(sections) > 1:
			all = append(all, "others")
		}
	}
	text := strings.Join(all, "; ")
	if len(sections) > 0 && sections[0].Base != "" {
		text = strings.TrimPrefix(text+"; as "+sections[0].Base, "; ")
	}
	return text
}

func newCatalogShow(p *Process) *cobra.Command {
	return &cobra.Command{
		Use:   "show REPOSITORY[:TAG]",
		Short: "Print an entry, or the section that is about a tag",
		Args:  one("REPOSITORY[:TAG]"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return catalog.New().Repositories(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := entryText(catalog.New(), args[0])
			if err != nil {
				return err
			}
			return p.say("%s", text)
		},
	}
}

// entryText is the entry of an image as it was written or, for one with a tag,
// the statements that are about it.
func entryText(c *catalog.Catalog, image string) (string, error) {
	repository, tag, err := catalogued(c, image)
	if err != nil {
		return "", err
	}
	text, _ := c.Text(repository)
	if tag == "" {
		return text, nil
	}
	section, found, err := c.Lookup(repository, tag)
	switch {
	case err != nil:
		return "", &failure{code: unreadable, err: err}
	case !found:
		return "", misuse("the entry of `%s` has no section that is about the tag `%s`", repository, tag)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", contract.Statement{Clause: section.Image})
	for _, st := range section.Statements {
		fmt.Fprintf(&b, "%s\n", st)
	}
	return b.String(), nil
}

// catalogued is the repository and tag of an image that has an entry.
func catalogued(c *catalog.Catalog, image string) (repository, tag string, err error) {
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil {
		return "", "", misuse("`%s` is no image: %v", image, err)
	}
	if t, ok := named.(reference.Tagged); ok {
		tag = t.Tag()
	}
	repository = catalog.Canonical(named.Name())
	if _, ok := c.Text(repository); !ok {
		f := mistyped("entry of", image, familiar(c.Repositories()))
		if f.help == "" {
			f.help = "`ctypes catalog list` lists them"
		}
		return "", "", f
	}
	return repository, tag, nil
}

// familiar are repositories as people write them.
func familiar(repositories []string) []string {
	names := make([]string, 0, len(repositories))
	for _, r := range repositories {
		if named, err := reference.ParseNormalizedNamed(r); err == nil {
			names = append(names, reference.FamiliarName(named))
		}
	}
	return names
}
