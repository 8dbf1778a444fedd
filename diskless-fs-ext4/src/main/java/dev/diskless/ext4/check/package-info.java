/** What a check of an ext4 volume found, as data. The check itself is {@link dev.diskless.ext4.Ext4#check}. */
package dev.diskless.ext4.check;
