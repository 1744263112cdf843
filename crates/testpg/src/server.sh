# Starts a server in $2 with the programs in $1 and the settings $3, and stops it when no test process holds users.lock any more.
set -eu
programs=$1
folder=$2
settings=$3
cd "$folder"
rm -rf data
"$programs/initdb" -D data -U carepost --auth=trust --encoding=UTF8 --locale=C --no-sync >log 2>&1
"$programs/pg_ctl" start -D data -w -l log -o "-k '$folder' -c listen_addresses='' -c max_connections=400 $settings" >>log 2>&1
while sleep 2; do
    flock --exclusive --nonblock users.lock \
        sh -c '"$1/pg_ctl" stop -D data -m immediate && rm -rf data' stop "$programs" >>log 2>&1 && break
done
