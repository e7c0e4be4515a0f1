#!/bin/sh
# Unpacks photographs and textures of well-known packages into build/photographs, for the background of training scenes.
# Nothing of them is kept in the project. Which packages these are, and under which licences: README.md here.
set -eu
into="${1:-build/photographs}"
mkdir -p "$into/packages"
cd "$into/packages"
apt-get download gnome-backgrounds mate-backgrounds plasma-workspace-wallpapers ukui-wallpapers torcs-data
pip download --quiet --no-deps scikit-image scikit-learn
for package in *.deb; do
    dpkg-deb -x "$package" "../${package%%_*}"
done
for wheel in *.whl; do
    unzip -q -o -d "../${wheel%%-*}" "$wheel" '*.jpg' '*.jpeg' '*.png' || true
done
