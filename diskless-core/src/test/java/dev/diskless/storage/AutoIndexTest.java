package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pages as the usual servers write them. */
class AutoIndexTest {

    private static final URI FOLDER = URI.create("http://h/k/o/");

    private static void gives(String page, String... names) {
        assertEquals(Set.of(names), AutoIndex.names(page, FOLDER));
    }

    @Test
    void nginx() {
        gives(
                "<html><head><title>Index of /k/o/</title></head><body><h1>Index of /k/o/</h1><hr><pre>"
                        + "<a href=\"../\">../</a>\r\n<a href=\"old/\">old/</a>   11-Jul-2026 09:30    -\r\n"
                        + "<a href=\"edge%201.apkovl.tar.gz\">edge 1.apkovl.tar.gz</a>  11-Jul-2026 09:30  1234\r\n</pre>",
                "edge 1.apkovl.tar.gz");
    }

    @Test
    void apache() {
        gives(
                "<table><tr><th><a href=\"?C=N;O=D\">Name</a></th></tr><tr><td><a href=\"/k/\">Parent Directory</a></td></tr>"
                        + "<tr><td valign=\"top\"><img src=\"/icons/compressed.gif\" alt=\"[   ]\"></td>"
                        + "<td><a href=\"a&amp;b.tar.gz\">a&amp;b.tar.gz</a></td></tr></table>",
                "a&b.tar.gz");
    }

    @Test
    void lighttpd() {
        gives(
                "<tr class=\"d\"><td class=\"n\"><a href=\"../\">..</a>/</td></tr>"
                        + "<tr><td class=\"n\"><a href=\"a.tar.gz\">a.tar.gz</a></td><td class=\"s\">1.2K</td></tr>",
                "a.tar.gz");
    }

    @Test
    void busyboxIndexProgram() {
        gives("<td class=nm><a href='/k/o/a.tar.gz'>a.tar.gz</a></td><td class=nm><a href='/k/o/d/'>d</a>", "a.tar.gz");
    }

    @Test
    void linksThatLeadElsewhereAreLeftOut() {
        gives(
                "<a href=\"http://evil/k/o/x\"><a href=\"//evil/k/o/x\"><a href=\"..%2fx\"><a href=\"%2e%2e\">"
                        + "<a href=\"x?y\"><a href=\"javascript:x\"><a href=\"%zz\"><a href=\"a%00b\"><a href=\".diskless-1\">"
                        + "<a href=\"\"><a href=\"mailto:a@b\"><a href=\"./good\">",
                "good");
    }

    @Test
    void hostilePageEndsSoon() {
        gives("<a ".repeat(100_000) + "<a href=\"x".repeat(100_000));
    }
}
