package dev.teerex.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {
    private static String key(String address) throws UnknownHostException {
        return ClientAddresses.key(InetAddress.getByName(address));
    }

    @Test
    void eachAddressOfVersion4IsAClient() throws UnknownHostException {
        assertThat(key("192.0.2.1")).isEqualTo(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
    }

    @Test
    void eachNetworkOfVersion6IsAClientWithAllAddressesInIt() throws UnknownHostException {
        assertThat(key("2001:db8:123:4::1")).isEqualTo(key("2001:db8:123:4:ffff::2"));
        assertThat(key("2001:db8:123:4::1")).isNotEqualTo(key("2001:db8:123:5::1"));
    }

    @Test
    void networksWhoseDigitsAreTheSameInAnotherGroupingAreNotOne() throws UnknownHostException {
        assertThat(key("2001:db8:123::1")).isNotEqualTo(key("2001:db8:1203::1"));
    }
}
