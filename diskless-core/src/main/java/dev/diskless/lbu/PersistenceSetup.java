package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.overlay.OverlayTree;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * Writes into an overlay what {@code setup-hostname}, {@code setup-apkrepos}, {@code setup-lbu} and
 * {@code setup-apkcache} write into a running machine, without running anything:
 * {@code PersistenceSetup.of(tree).hostname("edge-1").medium("diskless", uuid, "ext4").bootServices()}. What the
 * overlay's base already says is kept as far as it does not contradict. Not thread-safe, like the tree.
 */
public final class PersistenceSetup {

    private static final String WORLD = "etc/apk/world";
    private static final String REPOSITORIES = "etc/apk/repositories";
    private static final String MARKER = "etc/.default_boot_services";

    private final OverlayTree tree;

    private PersistenceSetup(OverlayTree tree) {
        this.tree = tree;
    }

    /**
     * Setup of an overlay.
     *
     * @param tree the overlay; changed by each call
     * @return the setup
     */
    public static PersistenceSetup of(OverlayTree tree) {
        return new PersistenceSetup(tree);
    }

    /**
     * Names the machine, and with it the overlays that it will commit.
     *
     * @param name letters, digits and hyphens, with dots between labels of at most 63; at most 64 together, which is
     *     what Linux takes
     * @return this setup
     * @throws InvalidRequestException if it is no such name
     */
    public PersistenceSetup hostname(String name) throws InvalidRequestException {
        tree.text("etc/hostname", HostName.check(name) + "\n");
        return this;
    }

    /**
     * Adds packages to those that the machine installs. A constraint for a package that the base has too replaces the
     * base's.
     *
     * @param constraints as {@code apk add} takes them: {@code openssh}, {@code openssh=9.7_p1-r4}, {@code foo@edge},
     *     {@code !bar}
     * @return this setup
     * @throws InvalidRequestException if one is malformed
     * @throws IOException if the base cannot be read
     */
    public PersistenceSetup world(Collection<String> constraints) throws IOException {
        World world = World.parse(tree.text(WORLD).orElse(""));
        for (String constraint : constraints) {
            world.add(constraint);
        }
        tree.text(WORLD, world.toString());
        return this;
    }

    /**
     * Says where packages come from: the boot repository on the medium, then these addresses, then what the base says.
     *
     * @param medium name of the medium below {@code /media}
     * @param addresses repositories, most wanted first
     * @return this setup
     * @throws InvalidRequestException if a name or an address is malformed
     * @throws IOException if the base cannot be read
     */
    public PersistenceSetup repositories(String medium, List<String> addresses) throws IOException {
        Repositories repositories = new Repositories();
        repositories.add(MediumName.mountPoint(medium) + "/apks");
        for (String address : addresses) {
            repositories.add(address);
        }
        repositories.addLines(tree.text(REPOSITORIES).orElse(""));
        tree.text(REPOSITORIES, repositories.toString());
        return this;
    }

    /**
     * Makes a file system the place for overlays and the package cache: a line in {@code etc/fstab} that mounts it
     * read-only at {@code /media/<medium>}, {@code LBU_MEDIA} in {@code etc/lbu/lbu.conf}, and the link
     * {@code etc/apk/cache} to {@code /media/<medium>/cache}.
     *
     * @param medium name of the medium below {@code /media}: lower-case letters, digits and {@code . _ -}
     * @param uuid the file system's identity as {@code blkid} prints it
     * @param type the file system's type, for example {@code ext4}
     * @return this setup
     * @throws InvalidRequestException if one of them is malformed
     * @throws IOException if the base cannot be read
     */
    public PersistenceSetup medium(String medium, String uuid, String type) throws IOException {
        LbuSetup.of(tree).medium(medium).device("UUID=" + uuid, type).apply();
        CacheSetup.of(tree).directory(MediumName.mountPoint(medium) + "/cache").apply();
        return this;
    }

    /**
     * Includes paths in the overlays that the machine will commit, as {@code lbu include} does.
     *
     * @param paths paths from the root
     * @return this setup
     * @throws InvalidRequestException if no line of the list can name one
     * @throws IOException if the base cannot be read
     */
    public PersistenceSetup include(Collection<String> paths) throws IOException {
        IncludeList list = IncludeList.parse(tree.text(IncludeList.PATH).orElse(""));
        list.include(paths);
        tree.text(IncludeList.PATH, list.text());
        return this;
    }

    /**
     * Excludes paths from the overlays that the machine will commit, as {@code lbu exclude} does.
     *
     * @param paths paths from the root
     * @return this setup
     * @throws InvalidRequestException if no line of the list can name one
     * @throws IOException if the base cannot be read
     */
    public PersistenceSetup exclude(Collection<String> paths) throws IOException {
        IncludeList list = IncludeList.parse(tree.text(IncludeList.PATH).orElse(""));
        list.exclude(paths);
        tree.text(IncludeList.PATH, list.text());
        return this;
    }

    /**
     * Makes sure that the machine starts its services: puts the marker {@code etc/.default_boot_services}, at which the
     * boot adds the stock services, unless the overlay has runlevels of its own. It has if it starts {@code devfs} or
     * {@code modloop} in {@code sysinit}; services that were merely added to runlevels come on top of the stock ones.
     * Call it when all services are in the tree.
     *
     * @return this setup
     * @throws InvalidRequestException never for a valid tree
     */
    public PersistenceSetup bootServices() throws InvalidRequestException {
        if (!tree.contains(MARKER)
                && !tree.contains("etc/runlevels/sysinit/devfs")
                && !tree.contains("etc/runlevels/sysinit/modloop")) {
            tree.text(MARKER, "");
        }
        return this;
    }
}
