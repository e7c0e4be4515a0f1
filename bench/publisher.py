"""`python -m bench.publisher URL TOPIC COUNT`: JSON messages with QoS 1, as fast as the broker takes them."""

import sys
from urllib.parse import urlsplit

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

IN_FLIGHT = 200


def main(url: str, topic: str, count: int) -> None:
    """Returns when the broker has acknowledged all."""
    parts = urlsplit(url)
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="publisher", protocol=paho.MQTTv5)
    client.username_pw_set(parts.username or "", parts.password)
    client.max_inflight_messages_set(IN_FLIGHT)
    client.connect(parts.hostname or "", parts.port or 1883)
    client.loop_start()
    last = None
    for number in range(count):
        body = f'{{"values":{{"temperature":{20 + number % 100 / 10},"humidity":{40 + number % 50}}}}}'
        last = client.publish(topic, body, qos=1)
        if number % IN_FLIGHT == 0:
            last.wait_for_publish(30)
    if last is not None:
        last.wait_for_publish(30)
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
