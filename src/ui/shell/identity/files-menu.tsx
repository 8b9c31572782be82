/** Files: the snapshot of a checkpoint and the whole run go out, either comes in again. */
import { ChevronDown, Diff, Download, FileInput, FileUp, FolderOpen, HardDrive } from 'lucide-react'
import { useRef } from 'react'
import { openFiles, openIntoJob, saveRun } from '../../../store/files.ts'
import { session } from '../../../store/session.ts'
import { saveConfig } from '../../panels/config/save-config.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { Menu, MenuItem, MenuSeparator } from '../../kit/menu.tsx'
import { openStorage } from '../../panels/storage/storage-dialog.tsx'
import { storageTexts } from '../../panels/storage/text.ts'
import { shellTexts } from '../text.ts'

export function FilesMenu({ iconOnly = false }: { readonly iconOnly?: boolean }) {
  const text = useTexts(shellTexts).files
  const storage = useTexts(storageTexts)
  const picker = useRef<HTMLInputElement>(null)
  const intoPicker = useRef<HTMLInputElement>(null)
  const trigger = iconOnly ? (
    <Button square label={text.label}>
      <FolderOpen size={16} aria-hidden="true" />
    </Button>
  ) : (
    <Button>
      {text.label}
      <ChevronDown size={14} aria-hidden="true" />
    </Button>
  )
  return (
    <>
      <Menu align="end" trigger={trigger}>
        <SaveItems />
        <MenuSeparator />
        <MenuItem
          label={text.open}
          note={text.openNote}
          icon={<FileUp size={14} aria-hidden="true" />}
          onSelect={() => picker.current?.click()}
        />
        <MenuItem
          label={text.openInto}
          note={text.openIntoNote}
          icon={<FileInput size={14} aria-hidden="true" />}
          onSelect={() => intoPicker.current?.click()}
        />
        <MenuSeparator />
        <MenuItem
          label={storage.menu}
          note={storage.menuNote}
          icon={<HardDrive size={14} aria-hidden="true" />}
          onSelect={openStorage}
        />
      </Menu>
      <input
        ref={picker}
        type="file"
        multiple
        accept=".json,.har,.zip,.txt,.csv,.yaml,.yml,application/json,text/plain"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={text.open}
        onChange={event => {
          const files = [...(event.target.files ?? [])]
          event.target.value = ''
          void openFiles(files)
        }}
      />
      <input
        ref={intoPicker}
        type="file"
        accept=".json,.zip,application/json"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={text.openInto}
        onChange={event => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) void openIntoJob(file)
        }}
      />
    </>
  )
}

function SaveItems() {
  const text = useTexts(shellTexts).files
  const hasSnapshot = useSession(state =>
    state.frame?.coordinator.checkpoints.some(one => one.status === 'completed' && one.retained),
  )
  return (
    <>
      <MenuItem
        label={text.exportSnapshot}
        note={text.exportSnapshotNote}
        unavailable={hasSnapshot === true ? null : text.noCheckpoint}
        icon={<Download size={14} aria-hidden="true" />}
        onSelect={() => session.setState({ dialog: 'export-snapshot' })}
      />
      <MenuItem
        label={text.compare}
        note={text.compareNote}
        unavailable={hasSnapshot === true ? null : text.noCheckpoint}
        icon={<Diff size={14} aria-hidden="true" />}
        onSelect={() => session.setState({ dialog: 'compare-snapshots' })}
      />
      <MenuItem
        label={text.exportRun}
        note={text.exportRunNote}
        icon={<Download size={14} aria-hidden="true" />}
        onSelect={() => void saveRun()}
      />
      <MenuItem
        label={text.exportConfig}
        note={text.exportConfigNote}
        icon={<Download size={14} aria-hidden="true" />}
        onSelect={() => void saveConfig()}
      />
    </>
  )
}
