#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Render and finish the pictures of the demo cars.
#
#   render.sh cards  [work-dir]     eight cards and what is composed from them
#   render.sh scenes [work-dir]     the attract pictures; after cards
#   render.sh stages                the rest of the heroes and the wall pictures, out of the finished cards, without Blender
#   render.sh turn MODEL [work-dir] 24 frames and paint masks; can be stopped and resumed
#   render.sh finish MODEL [work-dir] the frames of a turn that are rendered already, without Blender
#
# Needs blender (3.4, with python3-cairo, python3-scipy), python3-pil, pngquant.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../cars
what=${1:-cards}
case $what in turn | finish) model=$2 && shift ;; esac
work=${2:-${TMPDIR:-/tmp}/showfloor-art}
samples=${SAMPLES:-48}
mkdir -p "$work"

car() { nice -n 19 blender -b -t "${THREADS:-1}" -P "$here/car.py" -- --samples "$samples" "$@" >"$work/log" 2>&1; }
finish() { /usr/bin/python3 "$here/finish.py" "$@"; }

case $what in
cards)
	for m in s3 s5 s7 x5 x7 x9 v8 gt; do
		mkdir -p "$out/$m"
		c=$work/$m-card.png
		[ -f "$work/$m-card.shadow.png" ] || car --model $m --shot card --out "$c"
		finish "$c" "$out/$m/card.png"
		pngquant --force --skip-if-larger --quality 85-99 --speed 1 --output "$out/$m/card.png" "$out/$m/card.png" || true
		finish "$c" "$out/$m/card.jpg" --ground '#FFFFFF'
		case $m in
		s7) w=1060 s=615 ;;
		x9) w=980 s=568 ;;
		*) continue ;;
		esac
		finish "$c" "$out/$m/hero-1920x640.jpg" --ground stage --canvas 1920x640 --width $w --at .70,.55 --disc .70,.60,.52
		finish "$c" "$out/$m/hero-1920x320.jpg" --ground stage --canvas 1920x320 --width $s --at .66,.53 --horizon .58 --disc .66,.62,.56
		finish "$c" "$out/$m/hero-1080x1420.jpg" --ground stage --canvas 1080x1420 --width 1000 --at .5,.66 --horizon .68 --disc .5,.56,.26
	done ;;
scenes)
	finish "$work/s7-card.png" "$out/attract-day-1920x1080.jpg" --ground stage --canvas 1920x1080 --width 1180 --at .62,.64 --horizon .66 --disc .62,.56,.40
	finish "$work/x7-card.png" "$out/attract-day-1080x1920.jpg" --ground stage --canvas 1080x1920 --width 980 --at .5,.62 --horizon .63 --disc .5,.53,.235
	car --model gt --shot wide --mood dusk --ring 1.7 --out "$work/wide.png"
	car --model s7 --shot tall --mood dusk --out "$work/tall.png"
	finish "$work/wide.png" "$out/attract-night-1920x1080.jpg"
	finish "$work/tall.png" "$out/attract-night-1080x1920.jpg" ;;
stages)
	for m in s3 s5 s7 x5 x7 x9 v8 gt; do
		c=$out/$m/card.png
		finish "$c" "$out/$m/wall-1920x1080.jpg" --ground stage --canvas 1920x1080 --width 1180 --at .62,.64 --horizon .66 --disc .62,.56,.40
		finish "$c" "$out/$m/wall-1080x1920.jpg" --ground stage --canvas 1080x1920 --width 980 --at .5,.62 --horizon .63 --disc .5,.53,.235
		convert "$out/$m/card.jpg" -resize 560x -quality 84 "$out/$m/thumb.jpg"
		case $m in s7 | x9) continue ;; x7 | v8) w=980 s=568 ;; *) w=1060 s=615 ;; esac
		finish "$c" "$out/$m/hero-1920x640.jpg" --ground stage --canvas 1920x640 --width $w --at .70,.55 --disc .70,.60,.52
		finish "$c" "$out/$m/hero-1920x320.jpg" --ground stage --canvas 1920x320 --width $s --at .66,.53 --horizon .58 --disc .66,.62,.56
		finish "$c" "$out/$m/hero-1080x1420.jpg" --ground stage --canvas 1080x1420 --width 1000 --at .5,.66 --horizon .68 --disc .5,.56,.26
	done ;;
turn | finish)
	calm=0
	[ "$model" = s5 ] && calm=1.6               # silver shows its grain, and black made of it even more
	mkdir -p "$work/$model" "$out/$model/turn"
	[ "$what" = finish ] || car --model "$model" --shot turn --skip --out "$work/$model/%s.png"
	for i in $(seq 0 23); do
		[ -f "$work/$model/turn-$i.shadow.png" ] || continue
		n=$(printf %02d "$i")
		[ "$out/$model/turn/$n.jpg" -nt "$work/$model/turn-$i.shadow.png" ] && continue
		finish "$work/$model/turn-$i.png" "$out/$model/turn/$n.jpg" --ground '#FFFFFF' --calm $calm
		pngquant --force --output "$out/$model/turn/$n.paint.png" 8 "$work/$model/turn-$i.paint.png"
	done ;;
esac
