package image

import (
	"cmp"
	"runtime"
	"slices"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// platform is an operating system and a processor. The zero platform is unsaid.
type platform struct{ os, arch, variant string }

// hostPlatform is what images run on here when nobody says otherwise: Linux,
// whatever the host is, on the host's processor.
func hostPlatform() platform { return newPlatform("linux", runtime.GOARCH, "") }

// parsePlatform reads linux/arm64/v8, linux/amd64, or an architecture alone.
func parsePlatform(s string) (platform, error) {
	parts := strings.Split(strings.ToLower(s), "/")
	for _, p := range parts {
		if p == "" || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz0123456789_-.()") != "" {
			return platform{}, faultf(Invalid, "platform `%s`: expected os/architecture, such as linux/amd64", s)
		}
	}
	switch len(parts) {
	case 1:
		return newPlatform("linux", parts[0], ""), nil
	case 2:
		return newPlatform(parts[0], parts[1], ""), nil
	case 3:
		return newPlatform(parts[0], parts[1], parts[2]), nil
	}
	return platform{}, faultf(Invalid, "platform `%s`: expected os/architecture, such as linux/amd64", s)
}

// newPlatform spells a platform in the one way that comparisons need.
func newPlatform(os, arch, variant string) platform {
	switch arch {
	case "x86_64", "x86-64":
		arch = "amd64"
	case "i386", "i686", "x86":
		arch = "386"
	case "aarch64":
		arch = "arm64"
	case "armhf":
		arch, variant = "arm", "v7"
	case "armel":
		arch, variant = "arm", "v6"
	}
	switch {
	case arch == "arm64" && (variant == "v8" || variant == "8"), arch == "amd64" && variant == "v1":
		variant = ""
	case arch == "arm" && variant == "":
		variant = "v7"
	case arch == "arm" && !strings.HasPrefix(variant, "v"):
		variant = "v" + variant
	}
	return platform{os: os, arch: arch, variant: variant}
}

// String spells the platform as docker does.
func (p platform) String() string {
	s := p.os + "/" + p.arch
	if p.variant != "" && (p.arch != "arm64" || p.variant != "v8") {
		s += "/" + p.variant
	}
	return s
}

// accepted lists what runs on p, best first: lower variants of its processor,
// then the 32-bit processors it also is.
func (p platform) accepted() []platform {
	switch p.arch {
	case "arm":
		return p.lower("arm", p.variant, "v8", "v7", "v6", "v5")
	case "amd64":
		return append(p.lower("amd64", p.variant, "v4", "v3", "v2", ""), platform{p.os, "386", ""})
	case "arm64":
		same := []platform{p}
		if p.variant != "" {
			same = append(same, platform{p.os, "arm64", ""})
		}
		return append(same, p.lower("arm", "v8", "v8", "v7", "v6", "v5")...)
	}
	return []platform{p}
}

// lower lists arch's variants from the one called top downwards.
func (p platform) lower(arch, top string, variants ...string) []platform {
	list := []platform{{p.os, arch, top}}
	if i := slices.Index(variants, top); i >= 0 {
		for _, v := range variants[i+1:] {
			list = append(list, platform{p.os, arch, v})
		}
	}
	return list
}

// platformOf returns the platform that an index gives an entry; zero for
// entries that are no images, such as attestations.
func platformOf(d ocispec.Descriptor) platform {
	if d.Platform == nil || d.Platform.OS == "" || d.Platform.OS == "unknown" {
		return platform{}
	}
	return newPlatform(d.Platform.OS, d.Platform.Architecture, d.Platform.Variant)
}

// choose picks the index's entry for the wanted platform. It returns the
// zero Descriptor when there is none.
func choose(entries []ocispec.Descriptor, wanted platform) ocispec.Descriptor {
	for _, p := range wanted.accepted() {
		for _, d := range entries {
			if platformOf(d) == p {
				return d
			}
		}
	}
	return ocispec.Descriptor{}
}

// nearest picks an entry to describe where none is for the wanted platform:
// one of Linux where there is one.
func nearest(entries []ocispec.Descriptor) ocispec.Descriptor {
	images := slices.DeleteFunc(slices.Clone(entries), func(d ocispec.Descriptor) bool {
		return platformOf(d) == platform{}
	})
	if len(images) == 0 {
		return ocispec.Descriptor{}
	}
	return slices.MinFunc(images, func(a, b ocispec.Descriptor) int {
		return cmp.Or(
			cmp.Compare(foreign(a), foreign(b)),
			cmp.Compare(platformOf(a).String(), platformOf(b).String()))
	})
}

func foreign(d ocispec.Descriptor) int {
	if platformOf(d).os == "linux" {
		return 0
	}
	return 1
}

// platformNames lists the platforms of an index, sorted, each once.
func platformNames(entries []ocispec.Descriptor) []string {
	var names []string
	for _, d := range entries {
		if p := platformOf(d); p != (platform{}) {
			names = append(names, p.String())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
