#!/bin/sh
# Runs a command where it sees nothing but the project's library and one folder of its own.
#
#   unshare --mount --pid --net --ipc --fork --kill-child sh sandbox.sh ROOT WORK UID COMMAND ...
#
# ROOT is an empty folder, WORK the only one that both sides can write, UID who the command becomes
# (0: stays, which is the caller's own user under another name). SHOWN has the folders and files
# that are shown, a line each; the folder it starts in is there, and empty. Nothing else of the machine is there: no gradebook, no other
# submission, no home, no network, no process but its own.
set -eu
root=$1 work=$2 uid=$3
shift 3

mount --make-rprivate /
mount -t tmpfs -o size=256m,mode=755 tmpfs "$root"
bind() { # what, ro|rw
	if [ -L "$1" ]; then
		mkdir -p "$root$(dirname "$1")"
		ln -s "$(readlink "$1")" "$root$1"
		return
	fi
	if [ -d "$1" ]; then mkdir -p "$root$1"; else
		mkdir -p "$root$(dirname "$1")"
		: > "$root$1"
	fi
	mount --rbind "$1" "$root$1"
	if [ "$2" = ro ]; then mount -o remount,bind,ro,nosuid "$root$1"; fi
}
mkdir -p "$root/dev/shm" "$root/tmp" "$root/proc" "$root/old"
for device in null zero random urandom; do
	: > "$root/dev/$device"
	mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o size=256m,mode=1777 tmpfs "$root/tmp"
mount -t proc proc "$root/proc" || rmdir "$root/proc" # a container may forbid it; Node does without
for part in /usr /bin /sbin /lib /lib64 /etc/ssl /etc/fonts /etc/ld.so.cache; do
	if [ -e "$part" ]; then bind "$part" ro; fi
done
echo "$SHOWN" | while IFS= read -r part; do
	if [ -e "$part" ] && [ ! -e "$root$part" ]; then bind "$part" ro; fi
done
mkdir -p "$root$PWD"
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root$PWD"
here=$PWD
bind "$work" rw
cd "$root"
pivot_root . old
cd /
umount -l /old
rmdir /old
mount -o remount,ro /
cd "$here"
unset SHOWN
if [ "$uid" = 0 ]; then
	exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --pdeathsig KILL -- "$@"
fi
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all \
	--reuid "$uid" --regid "$uid" --clear-groups --pdeathsig KILL -- "$@"
