#!/usr/bin/perl
# Stands in for bb 4.1.2 in benchmarks: listens after 2 ms, as the real one does (1.3 ms) and a JVM does not. Proves nothing.
use strict;

# As the module Socket has them, which takes 8 ms to load.
my ($UNIX, $STREAM) = (1, 1);

if ("@ARGV" eq '--version') {
    print "4.1.2\n";
    exit;
}
die "usage: --version | msgpack run --input SOCKET\n" unless "@ARGV[0..2]" eq 'msgpack run --input';

sub string { my ($text) = @_; return pack('C2', 0xd9, length $text) . $text }
sub fields { my ($count) = @_; return pack('Cn', 0xdc, $count) . (pack('C2', 0xc4, 32) . "\0" x 32) x $count }
sub answer { my ($command, $map) = @_; return "\x92" . string($command . 'Response') . $map }

my $proof = "\x81" . string('proof') . "\x82"
    . string('mega_proof') . fields(1281 + 435)
    . string('goblin_proof') . "\x84"
    . string('merge_proof') . fields(42) . string('eccvm_proof') . fields(608)
    . string('ipa_proof') . fields(64) . string('translator_proof') . fields(786);

socket my $server, $UNIX, $STREAM, 0 or die "$!\n";
bind $server, pack('Sa108', $UNIX, $ARGV[3]) or die "$ARGV[3]: $!\n";
listen $server, 1 or die "$!\n";
alarm 20;    # A server that was killed meanwhile never comes.
accept my $client, $server or die "$!\n";
alarm 0;

# Returns how a message of so many bytes begins, and forgets the rest.
sub receive {
    my ($length) = @_;
    my $begin = '';
    while ($length > 0) {
        my $count = sysread $client, my $piece, $length < 65536 ? $length : 65536;
        exit unless $count;    # The client has left.
        $begin .= substr $piece, 0, 40 - length $begin if length $begin < 40;
        $length -= $count;
    }
    return $begin;
}
while (1) {
    my ($command) = receive(unpack 'V', receive(4)) =~ /(Chonk[A-Za-z]+)/ or die "not a Chonk command\n";
    my $response = answer($command, $command eq 'ChonkProve' ? $proof : "\x80");
    my $frame = pack('V', length $response) . $response;
    while (length $frame) {
        my $count = syswrite $client, $frame;
        exit unless $count;
        substr $frame, 0, $count, '';
    }
}
