/** Speed: simulated time per real time, on a logarithmic slider, and as a number that can be typed. */
import { Popover } from '@base-ui/react/popover'
import { Gauge } from 'lucide-react'
import { useState } from 'react'
import { setSpeed, sliderToSpeed, speedToSlider } from '../../../store/playback.ts'
import { speedLabel } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import { readSpeed } from './read-speed.ts'
import styles from './speed-control.module.css'

export function SpeedControl() {
  const text = useTexts(shellTexts).time
  const speed = useSession(state => state.playback.speed)
  return (
    <div className={styles.control}>
      <input
        type="range"
        className={styles.slider}
        min={0}
        max={1}
        step={1 / 60}
        value={speedToSlider(speed)}
        aria-label={text.speed}
        aria-valuetext={text.speedValue(speed)}
        onChange={event => setSpeed(sliderToSpeed(Number(event.target.value)))}
      />
      <SpeedField />
    </div>
  )
}

function SpeedField() {
  const text = useTexts(shellTexts).time
  const speed = useSession(state => state.playback.speed)
  const [typed, setTyped] = useState<string | null>(null)
  const finish = () => {
    const read = typed === null ? null : readSpeed(typed)
    if (read !== null) setSpeed(read)
    setTyped(null)
  }
  return (
    <input
      className={styles.field}
      aria-label={text.speedHint}
      inputMode="decimal"
      spellCheck={false}
      value={typed ?? speedLabel(speed)}
      onFocus={event => event.target.select()}
      onChange={event => setTyped(event.target.value)}
      onBlur={finish}
      onKeyDown={event => {
        if (event.key === 'Enter') finish()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}

/** The same behind one button, where the bar is short. */
export function SpeedPopover() {
  const text = useTexts(shellTexts).time
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <Button square label={text.speed}>
            <Gauge size={16} aria-hidden="true" />
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner className={styles.positioner} sideOffset={4} collisionPadding={8}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.title}>{text.speedHint}</Popover.Title>
            <SpeedControl />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
