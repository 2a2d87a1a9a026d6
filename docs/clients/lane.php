#!/usr/bin/env php
<?php
// A lane program: prints each event and acknowledges it. Usage: lane.php [LANE] [SOCKET]
$lane = $argv[1] ?? 'lane-1';
$path = $argv[2] ?? '/run/laneid/lane.sock';

function call($connection, int $id, string $method, array $params): void
{
    $request = ['jsonrpc' => '2.0', 'id' => $id, 'method' => $method, 'params' => $params];
    fwrite($connection, json_encode($request) . "\n");
}

// What the till does with an event.
function take(array $event): void
{
    echo $event['outcome'], ' ', $event['customer']['name'] ?? '', ' ', $event['value'] ?? '', "\n";
}

while (true) {
    $connection = @stream_socket_client("unix://$path", $code, $why);
    if (!$connection) {
        fwrite(STDERR, "$path: $why\n");
        sleep(1);
        continue;
    }
    // An event may be long in coming.
    stream_set_timeout($connection, 86400 * 365);
    // "ack" begins behind what was acknowledged, so that a crash loses nothing.
    call($connection, 1, 'subscribe', ['lane' => $lane, 'client' => 'pos', 'after' => 'ack']);
    while (($line = fgets($connection)) !== false) {
        $message = json_decode($line, true);
        if (isset($message['error'])) {
            fwrite(STDERR, 'refused: ' . $message['error']['message'] . "\n");
            if ($message['id'] === 1) {
                exit(1);
            }
        } elseif (($message['method'] ?? '') === 'event') {
            take($message['params']);
            call($connection, 2, 'ack', ['lane' => $lane, 'seq' => $message['params']['seq']]);
        }
    }
    fclose($connection);
    sleep(1);
}
