package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/distribution/reference"
	"github.com/spf13/cobra"

	"github.com/ctypes-dev/ctypes/graph"
	"github.com/ctypes-dev/ctypes/graph/build"
	"github.com/ctypes-dev/ctypes/graph/catalog"
	"github.com/ctypes-dev/ctypes/render"
)

// catalogTest compares entries of the catalog with images.
type catalogTest struct {
	stages
	facts   []string
	verbose bool
	catalog *catalog.Catalog
}

func newCatalogTest(p *Process) *cobra.Command {
	t := &catalogTest{stages: stages{process: p}, catalog: catalog.New()}
	cmd := &cobra.Command{
		Use:   "test [REPOSITORY[:TAG]...]",
		Short: "Compare entries with the configurations of images",
		Long: "Compare entries with what images say of themselves: EXPOSE with the listeners,\n" +
			"VOLUME and USER with the volumes, ENV with the variables, HEALTHCHECK with when the\n" +
			"image is ready. Without arguments all entries are compared.\n\n" +
			"The images are those of a registry (latest, unless a tag is given) or, with --facts,\n" +
			"those that a JSON file tells about. The exit code is 1 when an entry and an image\n" +
			"contradict each other; where only one of them says more, that is a note.",
		RunE: func(cmd *cobra.Command, args []string) error { return t.run(cmd.Context(), args) },
	}
	t.registry.register(cmd.Flags())
	cmd.Flags().StringArrayVar(&t.facts, "facts", nil, "compare with the images of the JSON `FILE` instead of asking a registry (repeatable)")
	cmd.Flags().BoolVarP(&t.verbose, "verbose", "v", false, "list notes too")
	return cmd
}

// testOutcome sums a comparison up.
type testOutcome struct {
	images, missed int
	differences    []difference
}

func (t *catalogTest) run(ctx context.Context, args []string) error {
	wanted, err := t.wanted(args)
	if err != nil {
		return err
	}
	outcome := &testOutcome{}
	if len(t.facts) == 0 {
		err = t.withRegistry(ctx, wanted, outcome)
	}
	for _, path := range t.facts {
		if err == nil {
			err = t.withFacts(ctx, path, wanted, outcome)
		}
	}
	if err != nil {
		return err
	}
	if err := t.process.say("%s", outcome.text(t.verbose)); err != nil {
		return err
	}
	if slices.ContainsFunc(outcome.differences, func(d difference) bool { return d.contradicts }) {
		return &failure{code: findings}
	}
	return nil
}

// wanted are the images that are to be compared, a tag "" for any; all of the
// catalog's repositories when none are named.
func (t *catalogTest) wanted(args []string) (map[string]string, error) {
	wanted := map[string]string{}
	for _, r := range t.catalog.Repositories() {
		if len(args) == 0 {
			wanted[r] = ""
		}
	}
	for _, arg := range args {
		repository, tag, err := catalogued(t.catalog, arg)
		if err != nil {
			return nil, err
		}
		wanted[repository] = tag
	}
	return wanted, nil
}

// withFacts compares with what a file tells.
func (t *catalogTest) withFacts(ctx context.Context, path string, wanted map[string]string, o *testOutcome) error {
	facts, err := readFacts(path)
	if err != nil {
		return err
	}
	var images []string
	for _, image := range facts.references() {
		repository, tag := splitImage(image)
		if t, ok := wanted[repository]; ok && (t == "" || t == tag) {
			images = append(images, image)
		}
	}
	return t.compare(ctx, images, facts, facts.sure, o)
}

// withRegistry compares with what registries say.
func (t *catalogTest) withRegistry(ctx context.Context, wanted map[string]string, o *testOutcome) error {
	if err := t.open(); err != nil {
		return err
	}
	defer t.close()
	var images []string
	for _, r := range t.catalog.Repositories() {
		tag, ok := wanted[r]
		if !ok {
			continue
		}
		if tag == "" {
			tag = "latest"
		}
		images = append(images, r+":"+tag)
	}
	err := t.compare(ctx, images, lookup{t.client, t.registry.offline}, func(string) bool { return true }, o)
	t.progress.end()
	t.notices.flush()
	return err
}

// compare compares the entries of images with what a source says of them. A
// difference with an image that the source is not sure about is a note.
func (t *catalogTest) compare(ctx context.Context, images []string, source build.Images, sure func(string) bool, o *testOutcome) error {
	p := &graph.Project{Name: "catalog", Sources: noSources{}}
	for _, image := range images {
		p.Services = append(p.Services, &graph.Service{Name: image, Active: true, Image: graph.Text{Value: image}})
	}
	g, missing, err := build.Graph(ctx, p, build.Options{Images: source, Catalog: t.catalog})
	if ended := interrupted(ctx); ended != nil {
		return ended
	}
	if err != nil {
		return &failure{code: unreadable, err: fmt.Errorf("comparing the catalog: %w", err)}
	}
	for _, n := range missing {
		t.notices.add(n.Text)
	}
	for _, s := range g.Services {
		if s.Meta == nil {
			o.missed++
			continue
		}
		o.images++
		repository, tag := splitImage(s.Image.Value)
		section, _, err := t.catalog.Lookup(repository, tag)
		if err != nil {
			return &failure{code: unreadable, err: err}
		}
		for _, d := range compareImage(s, section.Version) {
			d.contradicts = d.contradicts && sure(d.image)
			o.differences = append(o.differences, d)
		}
	}
	return nil
}

// splitImage is the repository, as the catalog knows it, and the tag of an image.
func splitImage(image string) (repository, tag string) {
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil {
		return image, ""
	}
	named = reference.TagNameOnly(named)
	if t, ok := named.(reference.Tagged); ok {
		tag = t.Tag()
	}
	return catalog.Canonical(named.Name()), tag
}

// text lists the differences by entry, and then says how many there are.
func (o *testOutcome) text(verbose bool) string {
	var b strings.Builder
	contradictions, entry := 0, ""
	for _, d := range o.byEntry() {
		if d.contradicts {
			contradictions++
		}
		if !d.contradicts && !verbose {
			continue
		}
		repository, _ := splitImage(d.image)
		if repository != entry {
			entry = repository
			fmt.Fprintf(&b, "%s\n", entry)
		}
		kind := "note"
		if d.contradicts {
			kind = "contradiction"
		}
		fmt.Fprintf(&b, "  %s: %s: %s\n", d.image, kind, render.Clean(d.text))
	}
	fmt.Fprintf(&b, "%s compared, %s, %s", count(o.images, "image"), count(contradictions, "contradiction"), count(len(o.differences)-contradictions, "note"))
	if o.missed > 0 {
		fmt.Fprintf(&b, ", %s not found", count(o.missed, "image"))
	}
	b.WriteByte('\n')
	return b.String()
}

// byEntry are the differences by repository, contradictions first.
func (o *testOutcome) byEntry() []difference {
	all := slices.Clone(o.differences)
	slices.SortStableFunc(all, func(a, b difference) int {
		r, _ := splitImage(a.image)
		s, _ := splitImage(b.image)
		switch {
		case r != s:
			return strings.Compare(r, s)
		case a.contradicts != b.contradicts && a.contradicts:
			return -1
		case a.contradicts != b.contradicts:
			return 1
		}
		return 0
	})
	return all
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
