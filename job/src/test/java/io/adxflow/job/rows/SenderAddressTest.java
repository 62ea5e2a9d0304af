package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class SenderAddressTest {
    @Test
    void isTheSameForAllConnectionsAndAgentsOfAHost() {
        assertThat(SenderAddress.of("/10.0.0.1:4711 Prometheus/3.15 a:b/c")).isEqualTo("10.0.0.1");
        assertThat(SenderAddress.of("/10.0.0.1:4712")).isEqualTo("10.0.0.1");
        assertThat(SenderAddress.of("test")).isEqualTo("test");
    }

    @Test
    void isTheNetworkOfAnIpv6Host() throws Exception {
        String one = new InetSocketAddress(InetAddress.getByName("2001:db8:1:2:3:4:5:6"), 99).toString();
        String other = new InetSocketAddress(InetAddress.getByName("2001:db8:1:2::1"), 100).toString();
        String elsewhere = new InetSocketAddress(InetAddress.getByName("2001:db8:1:3::1"), 100).toString();
        assertThat(SenderAddress.of(one)).isEqualTo("2001:db8:1:2::/64").isEqualTo(SenderAddress.of(other));
        assertThat(SenderAddress.of(elsewhere)).isEqualTo("2001:db8:1:3::/64");
    }
}
