package io.adxflow.sources.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.1.2,true",
        "10.0.0.0/8,11.0.0.0,false",
        "192.0.2.128/25,192.0.2.129,true",
        "192.0.2.128/25,192.0.2.127,false",
        "192.0.2.7,192.0.2.7,true",
        "192.0.2.7,192.0.2.8,false",
        "0.0.0.0/0,203.0.113.9,true",
        "0.0.0.0/0,2001:db8::1,false",
        "fd00::/8,fdff::1,true",
        "fd00::/8,fe00::1,false",
        "2001:db8::/33,2001:db8:8000::1,false"
    })
    void containsTheAddressesOfItsNetworks(String network, String address, boolean contained)
            throws UnknownHostException {
        assertThat(Networks.parse(List.of("198.51.100.1", network)).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "10.0.0.0/33", "10.0.0.0/x", "", "fd00::/129", "cafe", "10.0.0.999"})
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Networks.parse(List.of(text))).hasMessageContaining("'" + text + "' is not a network");
    }

    @Test
    void holdsNothingWithoutNetworks() throws UnknownHostException {
        assertThat(Networks.NONE.contains(InetAddress.getByName("127.0.0.1"))).isFalse();
    }
}
