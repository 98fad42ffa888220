#!/bin/bash
# Builds the programs of a real Kubernetes (v1.20.2) from Debian's own source package.
#   ./kubernetes-build.sh WORKDIR
# They end up in WORKDIR/bin, with Debian's kubectl; what is there already is not built again.
# WORKDIR/build may be deleted afterwards. Debian's package ships only kubectl, but its source is the
# whole tree with all its dependencies, so nothing but Debian's repository is needed.
. "$(dirname "${BASH_SOURCE[0]}")/daemons.sh"

[ $# = 1 ] || die "usage: kubernetes-build.sh WORKDIR"
need_root
WORKDIR=$(state_folder "$1")
BUILD=$WORKDIR/build
SOURCE=$BUILD/gopath/src/k8s.io/kubernetes
GO=/usr/lib/go-1.19/bin/go
PROGRAMS=(kube-apiserver kube-controller-manager kube-scheduler kubelet)

# The repository that this machine's binary packages of the release come from: its source packages
# lie at the same place. (Debian machines usually have no deb-src entry.)
repository() {
  local codename
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # apt expands these
  apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v codename="$codename" '$1 == codename && $2 == "main" { print $3; exit }'
}

download_source() {
  [ ! -e "$BUILD/download/done" ] || return 0
  local uri codename apt
  uri=$(repository)
  [ -n "$uri" ] || die "apt has no 'main' of this Debian release among its sources"
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  note "downloading the source package"
  rm -rf "$BUILD/download"
  mkdir -p "$BUILD"/apt/{lists/partial,sources} "$BUILD/download"
  printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' "$uri" "$codename" \
    /usr/share/keyrings/debian-archive-keyring.gpg >"$BUILD/apt/sources/debian.sources"
  # A deb-src entry, index and cache for this command only: the machine's own stay as they are.
  apt=(apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$BUILD/apt/sources"
    -o "Dir::State::lists=$BUILD/apt/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    -o APT::Sandbox::User=root)
  "${apt[@]}" update || die "could not read the source index of $uri"
  (cd "$BUILD/download" && "${apt[@]}" source --download-only kubernetes >/dev/null) ||
    die "could not download the source package"
  touch "$BUILD/download/done"
}

unpack_source() {
  [ ! -e "$BUILD/unpacked" ] || return 0
  note "unpacking"
  rm -rf "$SOURCE"
  mkdir -p "${SOURCE%/*}"
  # apt has verified the signed index and the checksums already.
  dpkg-source --no-check -x "$BUILD"/download/kubernetes_*.dsc "$SOURCE" >/dev/null
  # The tree's reflect2 1.0.1 does not fit Go 1.18 and later: the API server crashes after about a
  # minute. Debian's own 1.0.2 does.
  local reflect2=$SOURCE/vendor/github.com/modern-go/reflect2
  rm -f "$reflect2"/*.go "$reflect2"/*.s
  cp /usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} "$reflect2/"
  rm -f "$reflect2"/*_test.go
  # Releases since allow an ephemeral container a security context; this one refuses it. Without that
  # the lab could not show a privileged one.
  sed -i '/^var allowedEphemeralContainerFields/,/^}/s/^\t"TTY": .*/&\n\t"SecurityContext": true,/' \
    "$SOURCE/pkg/apis/core/validation/validation.go"
  touch "$BUILD/unpacked"
}

# The one generated file that the source package lacks: the API's OpenAPI definitions.
generate_openapi() {
  [ ! -e "$BUILD/generated" ] || return 0
  note "generating the OpenAPI definitions"
  local packages
  packages=$(
    cd "$SOURCE"
    {
      # staging/src is where vendor/k8s.io links to.
      grep -rl --include='*.go' '+k8s:openapi-gen=' staging/src/k8s.io/{api,apimachinery,apiserver} \
        staging/src/k8s.io/{apiextensions-apiserver,kube-aggregator,client-go,metrics,kube-proxy} \
        staging/src/k8s.io/{kubelet,kube-scheduler,kube-controller-manager,component-base} \
        staging/src/k8s.io/{cloud-provider,controller-manager} | sed 's#^staging/src/#vendor/#'
      grep -rl --include='*.go' '+k8s:openapi-gen=' pkg cmd
    } | grep -vE '_test\.go$|zz_generated|^vendor/.*/generated/' | xargs -n 1 dirname | sort -u |
      sed 's#^#k8s.io/kubernetes/#' | paste -sd ,
  )
  cd "$SOURCE"
  "$GO" build -o "$BUILD/" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  "$BUILD/openapi-gen" --logtostderr -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi \
    -O zz_generated.openapi -h hack/boilerplate/boilerplate.generatego.txt -r /dev/null
  touch "$BUILD/generated"
}

build() {
  local version package flags=(-s -w)
  # 1.20.5+really1.20.2-1.1 is 1.20.2.
  version=$(sed -n 's/^Version: \([0-9]*:\)\?\(.*+really\)\?\([0-9.]*\).*/\3/p' "$BUILD"/download/*.dsc | head -n 1)
  for package in component-base/version client-go/pkg/version; do
    package=k8s.io/kubernetes/vendor/k8s.io/$package
    flags+=(-X "$package.gitVersion=v$version" -X "$package.gitMajor=${version%%.*}"
      -X "$package.gitMinor=$(echo "$version" | cut -d. -f2)")
  done
  cd "$SOURCE"
  note "building $1 v$version"
  "$GO" build -ldflags "${flags[*]}" -o "$BUILD/$1" "./cmd/$1" || die "could not build $1"
  mkdir -p "$WORKDIR/bin"
  mv "$BUILD/$1" "$WORKDIR/bin/$1" # only a whole program is ever there
}

[ -x "$WORKDIR/bin/kubectl" ] || package_file kubernetes-client usr/bin/kubectl "$WORKDIR/bin/kubectl"
missing=()
for program in "${PROGRAMS[@]}"; do
  [ -x "$WORKDIR/bin/$program" ] || missing+=("$program")
done
if [ ${#missing[@]} = 0 ]; then
  note "nothing to build: all of ${PROGRAMS[*]} are in $WORKDIR/bin"
  exit 0
fi

install_packages $GO=golang-1.19-go dpkg-source=dpkg-dev \
  /usr/share/gocode/src/github.com/modern-go/reflect2=golang-github-modern-go-reflect2-dev
# GOPATH mode: the package's vendor folder does not match its go.mod, which module mode refuses.
export GOPATH=$BUILD/gopath GOCACHE=$BUILD/gocache GO111MODULE=off GOFLAGS='' GOTOOLCHAIN=local CGO_ENABLED=0
download_source
unpack_source
generate_openapi
for program in "${missing[@]}"; do build "$program"; done
